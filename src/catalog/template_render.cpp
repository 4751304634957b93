// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "catalog/host_text.h"
#include "catalog/template.h"
#include "crypto/hash.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace fairlead::catalog {
namespace {

using NodeKind = TemplateNode::Kind;

Error missing(std::string_view name) {
    return Error{Errc::invalid, "no value for {" + std::string{name} + "}"};
}

/// A piece's text, which may be a secret: wiped when it dies.
struct Piece {
    Piece() = default;
    explicit Piece(std::string_view bytes) : text(bytes) {}
    Piece(Piece&&) = default;
    Piece& operator=(Piece&&) = default;
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;
    ~Piece() { wipe_string(text); }

    void replace(std::string other) {
        wipe_string(text);
        text = std::move(other);
    }

    std::string text;
    bool secret = false;
    VarKind kind = VarKind::text;
};

std::string format_moment(Time moment, const std::string& format) {
    const auto ms = to_unix_ms(moment);
    if (format == "epoch_ms") return std::to_string(ms);
    if (format == "epoch") return std::to_string(ms / 1000);
    const std::time_t seconds = ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 128> buffer{};
    const auto size = std::strftime(buffer.data(), buffer.size(), format.c_str(), &parts);
    return {buffer.data(), size};
}

Result<Piece> evaluate(const TemplateNode& node, const Bindings& bindings);

Result<Piece> evaluate_all(const std::vector<TemplateNode>& nodes, const Bindings& bindings) {
    std::vector<Piece> pieces;
    std::size_t size = 0;
    for (const auto& node : nodes) {
        TRY(auto piece, evaluate(node, bindings));
        size += piece.text.size();
        pieces.push_back(std::move(piece));
    }
    Piece whole;
    whole.text.reserve(size);  // growing would leave copies of a secret behind
    for (const auto& piece : pieces) {
        whole.text += piece.text;
        whole.secret = whole.secret || piece.secret;
    }
    return whole;
}

Result<Piece> look_up(const std::string& name, const Bindings& bindings) {
    if (const auto* value = bindings.find(name)) {
        Piece piece{value->view()};
        piece.secret = value->is_secret();
        piece.kind = value->kind;
        return piece;
    }
    const auto slash = name.find('/');
    if (slash == std::string::npos) return missing(name);
    const auto* document = bindings.find_document(name.substr(0, slash));
    if (document == nullptr) return missing(name);
    const auto text = scalar_text(find_pointer(document->value, name.substr(slash)));
    if (!text) return missing(name);
    Piece piece{*text};
    piece.secret = document->sensitivity == Bindings::Sensitivity::secret;
    return piece;
}

Result<Piece> call(const TemplateNode& node, const Bindings& bindings) {
    if (node.text == "now") {
        if (!bindings.now()) return missing("now");
        return Piece{format_moment(*bindings.now() + node.offset, node.argument)};
    }
    TRY(auto piece, evaluate_all(node.children, bindings));
    if (node.text == "b64") {
        piece.replace(base64_encode(bytes_of(piece.text)));
    } else if (node.text == "b64url") {
        piece.replace(base64url_encode(bytes_of(piece.text)));
    } else if (node.text == "sha256hex") {
        piece.replace(crypto::sha256_hex(piece.text));
    } else if (node.text == "sha256") {
        const auto digest = crypto::sha256(piece.text);
        piece.replace(std::string{text_of(digest)});
    } else if (node.text == "hmac_sha256_hex") {
        TRY(const auto key, look_up(node.argument, bindings));
        // Without its key nobody learns anything from an HMAC: it is as public as its text was.
        const auto digest = crypto::hmac_sha256(key.text, piece.text);
        piece.replace(hex_encode(digest));
    } else {
        return Error{Errc::invalid, "the function '" + node.text + "' cannot be used here"};
    }
    return piece;
}

Result<Piece> evaluate(const TemplateNode& node, const Bindings& bindings) {
    if (node.kind == NodeKind::literal) return Piece{node.text};
    auto piece = node.kind == NodeKind::value ? look_up(node.text, bindings) : call(node, bindings);
    if (!piece) return piece;
    if (node.head != 0 && piece->text.size() > node.head) piece->text.resize(node.head);
    if (node.argument == "hostpath" && piece->kind == VarKind::url && is_https_url(piece->text))
        piece->replace(piece->text.substr(std::string_view{"https://"}.size()));
    return piece;
}

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Builds a URL piece by piece, so that no value can end the part it stands in.
class UrlBuilder {
public:
    Result<void> literal(const std::string& text) {
        if (is_whole_ && !text.empty()) return Error{Errc::invalid, "nothing may follow a path"};
        if (must_end_ && !text.empty() && text.front() != '/' && text.front() != '?') {
            return Error{Errc::invalid, "nothing but a path or query may follow a host value"};
        }
        must_end_ = false;
        text_ += text;
        return ok();
    }

    Result<void> value(const TemplateNode& node, const Piece& piece) {
        const std::string& name = node.text;
        if (is_whole_) return refuse(name, "may not follow a path");
        if (must_end_) return refuse(name, "may not follow a host value directly");
        if (node.argument == "hostpath") return behind(name, piece);
        switch (part()) {
            case Part::start: return whole(name, piece);
            case Part::host: return host(name, piece);
            case Part::path:
                if (piece.text.empty()) return refuse(name, "is empty");
                if (piece.kind == VarKind::path) return path_below(name, piece);
                break;
            case Part::query:
                if (piece.kind == VarKind::path) return refuse(name, "may only stand in a path");
                break;
        }
        text_ += part() == Part::path ? in_path(piece.text) : percent_encode(piece.text);
        return ok();
    }

    Result<std::string> take() && {
        const auto end = std::min(text_.find_first_of("?#"), text_.size());
        const auto begin = std::min(text_.find('/', authority_begin()), end);
        for (const auto& segment : split(std::string_view{text_}.substr(begin, end - begin), '/')) {
            if (is_dot_segment(segment)) return Error{Errc::invalid, "a dot segment in the path"};
        }
        return std::move(text_);
    }

    std::string& text() { return text_; }

private:
    enum class Part : std::uint8_t { start, host, path, query };

    /// A colon is one there (RFC 3986 section 3.3, pchar), and some keys have one.
    static std::string in_path(const std::string& text) {
        return replace_all(percent_encode(text), "%3A", ":");
    }
    static Error refuse(const std::string& name, std::string_view why) {
        return Error{Errc::invalid, "{" + name + "} " + std::string{why}};
    }
    std::size_t authority_begin() const {
        const auto scheme = text_.find("://");
        return scheme == std::string::npos ? text_.size() : scheme + 3;
    }
    Part part() const {
        if (text_.empty()) return Part::start;
        const auto begin = authority_begin();
        if (text_.find_first_of("?#") != std::string::npos) return Part::query;
        return text_.find('/', begin) == std::string::npos ? Part::host : Part::path;
    }

    Result<void> whole(const std::string& name, const Piece& piece) {
        if (piece.kind != VarKind::url || !is_https_url(piece.text)) {
            return refuse(name, "is not an https URL");
        }
        text_ += piece.text;
        while (text_.back() == '/') text_.pop_back();
        must_end_ = true;
        return ok();
    }

    /// A whole URL as segments of a path: its host first, and nothing encoded, as nothing in it may
    /// need that.
    Result<void> behind(const std::string& name, const Piece& piece) {
        if (piece.kind != VarKind::url || !is_host_and_path(piece.text))
            return refuse(name, "is not an https URL");
        if (part() != Part::path) return refuse(name, "may only stand in a path");
        text_ += piece.text;
        while (text_.back() == '/') text_.pop_back();
        must_end_ = true;
        return ok();
    }

    /// The rest of the address, as it is: nothing in it may lead out of what stands before.
    Result<void> path_below(const std::string& name, const Piece& piece) {
        if (text_.back() != '/' || !is_path_below(piece.text))
            return refuse(name, "is no path below the API's address");
        text_ += piece.text.starts_with('/') ? piece.text.substr(1) : piece.text;
        is_whole_ = true;
        return ok();
    }

    Result<void> host(const std::string& name, const Piece& piece) {
        const bool is_first = text_.size() == authority_begin();
        switch (piece.kind) {
            case VarKind::label:
                if (!is_dns_label(piece.text)) return refuse(name, "is not one DNS label");
                break;
            case VarKind::labels:
                if (!is_dns_labels(piece.text)) return refuse(name, "is not a part of a host name");
                break;
            case VarKind::choice:
                // The file's own values: one may be a host with a path behind it.
                must_end_ = is_first && !is_dns_labels(piece.text);
                if (must_end_ ? !is_host_and_path(piece.text) : !is_dns_labels(piece.text))
                    return refuse(name, "is not a part of a host name");
                break;
            case VarKind::digits:
                // Alone, digits would be an address.
                if (is_first || !is_digits(piece.text))
                    return refuse(name, "is no number inside a host");
                break;
            case VarKind::host:
            case VarKind::hostpath:
                if (!is_first) return refuse(name, "must be the whole host");
                if (piece.kind == VarKind::host ? !is_host(piece.text)
                                                : !is_host_and_path(piece.text)) {
                    return refuse(name, "is not a host name");
                }
                must_end_ = true;
                break;
            default: return refuse(name, "may not be part of a host");
        }
        text_ += piece.text;
        while (text_.back() == '/') text_.pop_back();
        return ok();
    }

    std::string text_;
    bool must_end_ = false;
    bool is_whole_ = false;
};

Result<Piece> render_url(const Template& source, const Bindings& bindings) {
    UrlBuilder builder;
    bool secret = false;
    for (const auto& node : source.nodes()) {
        TRY(const auto piece, evaluate(node, bindings));
        secret = secret || piece.secret;
        const auto added = node.kind == NodeKind::literal ? builder.literal(node.text)
                                                          : builder.value(node, piece);
        if (!added) {
            wipe_string(builder.text());
            return added.error();
        }
    }
    TRY(auto text, std::move(builder).take());
    Piece whole;
    whole.text = std::move(text);
    whole.secret = secret;
    return whole;
}

Result<Piece> render_piece(const Template& source, const Bindings& bindings, Place place) {
    if (place == Place::url) return render_url(source, bindings);
    auto piece = evaluate_all(source.nodes(), bindings);
    constexpr std::string_view breaks{"\r\n\0", 3};
    if (piece && place == Place::header && piece->text.find_first_of(breaks) != std::string::npos) {
        return Error{Errc::invalid, "a line break in a header value"};
    }
    return piece;
}

}  // namespace

Result<std::string> render(const Template& source, const Bindings& bindings, Place place) {
    TRY(auto piece, render_piece(source, bindings, place));
    if (piece.secret) return Error{Errc::internal, "a secret was to become plain text"};
    return std::move(piece.text);
}

Result<Secret> render_secret(const Template& source, const Bindings& bindings, Place place) {
    TRY(auto piece, render_piece(source, bindings, place));
    return Secret{std::move(piece.text)};
}

Result<const Template*> choose(const std::vector<Template>& choices, const Bindings& bindings) {
    if (choices.empty())
        return Error{Errc::invalid, "the provider's file gives no URL for this call"};
    std::string lacking;
    for (const auto& choice : choices) {
        const auto names = choice.names();
        const auto absent = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
            return !bindings.has(name);
        });
        if (absent == names.end()) return &choice;
        lacking = *absent;
    }
    return missing(lacking);
}

bool uses_secret(const Template& source, const Bindings& bindings) {
    const auto names = source.names();
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        if (const auto* value = bindings.find(name)) return value->is_secret();
        const auto* document = bindings.find_document(name.substr(0, name.find('/')));
        return document != nullptr && document->sensitivity == Bindings::Sensitivity::secret;
    });
}

}  // namespace fairlead::catalog
