// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include "base/assert.h"
#include "base/text.h"
#include "crypto/aead_opening.h"
#include "crypto/openssl_handle.h"

#include <openssl/err.h>
#include <sodium.h>

#include <array>
#include <climits>
#include <limits>

namespace fairlead::crypto {

namespace {

enum class Direction : std::uint8_t { opening = 0, sealing = 1 };

/// Fetching the cipher and making a context cost more than sealing a token: the first is done
/// once, the second once a thread and direction.
EVP_CIPHER_CTX* context_of_this_thread(Direction direction) {
    static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    static const auto create = [](Direction wanted) {
        CipherContext made{EVP_CIPHER_CTX_new()};
        const bool ready = made && cipher != nullptr &&
                           EVP_CipherInit_ex2(made.get(), cipher, nullptr, nullptr,
                                              static_cast<int>(wanted), nullptr) == 1;
        FAIRLEAD_ASSERT(ready);
        return made;
    };
    thread_local const std::array<CipherContext, 2> contexts{create(Direction::opening),
                                                             create(Direction::sealing)};
    return contexts[static_cast<std::size_t>(direction)].get();
}

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

bool feed(EVP_CIPHER_CTX* context, unsigned char* out, std::string_view in) {
    FAIRLEAD_ASSERT(in.size() <= INT_MAX);
    int written = 0;
    return in.empty() ||
           EVP_CipherUpdate(context, out, &written, raw(in), static_cast<int>(in.size())) == 1;
}

/// Puts key and nonce in place and takes the AAD.
bool begin(EVP_CIPHER_CTX* context, Direction direction, KeyView key, std::string_view nonce,
           const Aad& aad) {
    return EVP_CipherInit_ex2(context, nullptr, reinterpret_cast<const unsigned char*>(key.data()),
                              raw(nonce), static_cast<int>(direction), nullptr) == 1 &&
           feed(context, nullptr, aad.bytes());
}

/// A context is not freed between uses, so the key it was given last is overwritten by hand.
void forget_key(EVP_CIPHER_CTX* context, Direction direction) {
    static constexpr std::array<unsigned char, key_size> zeros{};
    static_cast<void>(EVP_CipherInit_ex2(context, nullptr, zeros.data(), zeros.data(),
                                         static_cast<int>(direction), nullptr));
}

Error unopened() {
    return Error{Errc::invalid,
                 "A sealed value does not open: it was changed, belongs elsewhere, "
                 "or was sealed with another key."};
}

}  // namespace

Aad::Aad() : bytes_(1, '\x01') { bytes_.reserve(160); }

Aad& Aad::add(std::string_view part) {
    FAIRLEAD_ASSERT(part.size() <= std::numeric_limits<std::uint32_t>::max());
    std::array<char, 4> size{};
    for (std::size_t i = 0; i < size.size(); ++i) {
        size[i] = static_cast<char>((part.size() >> (24 - 8 * i)) & 0xff);
    }
    bytes_.append(size.data(), size.size()).append(part);
    return *this;
}

Aad& Aad::add(std::span<const std::byte> part) { return add(text_of(part)); }

Aad& Aad::add(std::int64_t number) {
    std::array<char, 8> digits{};
    auto rest = static_cast<std::uint64_t>(number);
    for (std::size_t i = digits.size(); i-- > 0; rest >>= 8) {
        digits[i] = static_cast<char>(rest & 0xff);
    }
    return add(std::string_view{digits.data(), digits.size()});
}

std::string seal(KeyView key, const Aad& aad, std::string_view plaintext, Random& random) {
    std::string sealed(plaintext.size() + seal_overhead, '\0');
    random.fill(std::as_writable_bytes(std::span{sealed.data(), nonce_size}));
    auto* const out = reinterpret_cast<unsigned char*>(sealed.data());
    unsigned char* const tag = out + nonce_size + plaintext.size();

    EVP_CIPHER_CTX* const context = context_of_this_thread(Direction::sealing);
    const std::string_view nonce{sealed.data(), nonce_size};
    int written = 0;
    const bool done =
        begin(context, Direction::sealing, key, nonce, aad) &&
        feed(context, out + nonce_size, plaintext) &&
        EVP_CipherFinal_ex(context, tag, &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_size), tag) == 1;
    forget_key(context, Direction::sealing);
    FAIRLEAD_ASSERT(done);
    return sealed;
}

bool open_portably(KeyView key, const Aad& aad, std::string_view sealed,
                   std::span<std::byte> plaintext) {
    const std::string_view nonce = sealed.substr(0, nonce_size);
    const std::string_view ciphertext = sealed.substr(nonce_size, plaintext.size());
    std::array<unsigned char, tag_size> tag{};
    sealed.substr(sealed.size() - tag_size).copy(reinterpret_cast<char*>(tag.data()), tag_size);

    EVP_CIPHER_CTX* const context = context_of_this_thread(Direction::opening);
    std::array<unsigned char, tag_size> rest{};
    int written = 0;
    const bool opened =
        begin(context, Direction::opening, key, nonce, aad) &&
        feed(context, reinterpret_cast<unsigned char*>(plaintext.data()), ciphertext) &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_size),
                            tag.data()) == 1 &&
        EVP_CipherFinal_ex(context, rest.data(), &written) == 1;
    forget_key(context, Direction::opening);
    if (!opened) ERR_clear_error();
    return opened;
}

bool has_fast_opening() {
    static const bool has = sodium_init() >= 0 && crypto_aead_aes256gcm_is_available() == 1;
    return has;
}

bool open_fast(KeyView key, const Aad& aad, std::string_view sealed,
               std::span<std::byte> plaintext) {
    crypto_aead_aes256gcm_state schedule;  // the key in another form: wiped as the key is
    crypto_aead_aes256gcm_beforenm(&schedule, reinterpret_cast<const unsigned char*>(key.data()));
    const std::string_view rest = sealed.substr(nonce_size);
    const int failed = crypto_aead_aes256gcm_decrypt_afternm(
        reinterpret_cast<unsigned char*>(plaintext.data()), nullptr, nullptr, raw(rest),
        rest.size(), raw(aad.bytes()), aad.bytes().size(), raw(sealed), &schedule);
    wipe_memory(&schedule, sizeof schedule);
    return failed == 0;
}

Result<void> open_into(KeyView key, const Aad& aad, std::string_view sealed,
                       std::span<std::byte> plaintext) {
    const bool fits =
        sealed.size() >= seal_overhead && plaintext.size() == sealed.size() - seal_overhead;
    const bool opened = fits && (has_fast_opening() ? open_fast(key, aad, sealed, plaintext)
                                                    : open_portably(key, aad, sealed, plaintext));
    if (opened) return ok();
    wipe_memory(plaintext.data(), plaintext.size());
    return unopened();
}

Result<Secret> open(KeyView key, const Aad& aad, std::string_view sealed) {
    if (sealed.size() < seal_overhead) return unopened();
    std::string plaintext(sealed.size() - seal_overhead, '\0');
    CHECK_OK(open_into(key, aad, sealed, std::as_writable_bytes(std::span{plaintext})));
    return Secret{std::move(plaintext)};
}

}  // namespace fairlead::crypto
