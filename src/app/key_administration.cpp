// SPDX-License-Identifier: Apache-2.0
#include "app/administrative_commands.h"

namespace fairlead::app {
namespace {

std::string progress_text(const vault::KeyProgress& progress, const char* verb) {
    std::string text = std::to_string(progress.done) + " data keys " + verb;
    if (progress.broken > 0) {
        text += ", " + std::to_string(progress.broken) + " do not open";
        for (const vault::BrokenKey& key : progress.examples) {
            text +=
                "\n  " + key.id.text() + " (master key " + key.master_key_id + "): " + key.detail;
        }
    }
    return text;
}

Task<Result<std::string>> rotate(Administered on, Administration::Arguments) {
    CO_CHECK(co_await on.base.reload_keys());
    const std::string active = on.base.vault->keyring().active_id();
    const vault::KeyRotation::Progress log_progress = [&on](const vault::KeyProgress& progress) {
        on.base.log.info("data keys are wrapped anew",
                         {{"done", progress.done}, {"total", progress.total}});
    };
    CO_TRY(const auto progress, co_await on.base.key_rotation->rewrap_all(log_progress));
    std::string subject = active;
    CO_CHECK(co_await record_act(on.audit, "key_rotated", std::move(subject)));
    co_return progress_text(progress, "are wrapped by the active key") + ".\nActive: " + active +
        ". Once `fairlead keys remove` accepts it, an older key may go.";
}

Task<Result<std::string>> verify(Administered on, Administration::Arguments) {
    const vault::KeyRotation::Progress nobody = [](const vault::KeyProgress&) {};
    CO_TRY(const auto progress, co_await on.base.key_rotation->verify(nobody));
    if (progress.broken > 0) {
        co_return Error{Errc::internal, progress_text(progress, "were opened")};
    }
    co_return progress_text(progress, "open") + ".";
}

Task<Result<std::string>> removable(Administered on, Administration::Arguments arguments) {
    CO_TRY(const std::string id, required(arguments, "id"));
    CO_TRY(const bool may_go, co_await on.base.key_rotation->removable(id));
    if (may_go) co_return std::string{};
    co_return Error{Errc::conflict, "The master key " + id +
                                        " is active or still wraps data keys. Run "
                                        "`fairlead keys rotate` first."};
}

}  // namespace

void add_key_commands(Administration& administration, Administered on) {
    administration.add("keys.rotate", [on](Administration::Arguments arguments) {
        return rotate(on, std::move(arguments));
    });
    administration.add("keys.verify", [on](Administration::Arguments arguments) {
        return verify(on, std::move(arguments));
    });
    administration.add("keys.removable", [on](Administration::Arguments arguments) {
        return removable(on, std::move(arguments));
    });
}

}  // namespace fairlead::app
