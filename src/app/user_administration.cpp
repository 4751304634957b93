// SPDX-License-Identifier: Apache-2.0
#include "app/administrative_commands.h"
#include "base/text.h"

namespace fairlead::app {
namespace {

constexpr int users_a_page = 200;

Task<Result<std::string>> list_users(Administered on, Administration::Arguments) {
    std::vector<std::string> lines;
    UserId after;
    for (;;) {
        CO_TRY(const auto page,
               co_await on.auth.user_store.list(default_workspace, after, users_a_page));
        for (const User& user : page) {
            lines.push_back(user.id.text() + "  " +
                            (user.role == Role::admin ? "admin" : "member") +
                            (user.disabled ? "  disabled" : "") + "  " + user.email.value_or("-") +
                            "  " + printable(user.external_id.value_or("-"), 80));
        }
        if (page.size() < users_a_page) co_return join(lines, "\n");
        after = page.back().id;
    }
}

/// The first line of a file that only its owner reads.
Result<Secret> password_from(Disk& disk, const std::string& path) {
    TRY(std::string text, read_file(disk, path, 4096));
    const auto end = text.find_first_of("\r\n");
    Secret password = Secret::copy_of(std::string_view{text}.substr(0, end));
    wipe_string(text);
    return password;
}

Task<Result<std::string>> create_user(Administered on, Administration::Arguments arguments) {
    auth::PasswordLogin::NewUser wanted;
    CO_TRY(wanted.email, required(arguments, "email"));
    CO_TRY(const std::string file, required(arguments, "password-file"));
    CO_TRY(wanted.password, password_from(on.base.disk, file));
    wanted.role = arguments.contains("admin") ? Role::admin : Role::member;
    CO_TRY(const User user, co_await on.auth.login->create_user(std::move(wanted)));
    std::string subject = user.id.text();
    CO_CHECK(co_await record_act(on.audit, "user_created", std::move(subject)));
    co_return user.id.text();
}

Task<Result<std::string>> disable_user(Administered on, Administration::Arguments arguments) {
    CO_TRY(const std::string text, required(arguments, "id"));
    CO_TRY(const UserId id, UserId::parse(text));
    CO_TRY(const bool found, co_await on.auth.user_store.set_disabled(default_workspace, id, true));
    if (!found) co_return Error{Errc::not_found, "There is no such user."};
    CO_CHECK(co_await on.auth.sessions.end_all(default_workspace, id));
    std::string subject = text;
    CO_CHECK(co_await record_act(on.audit, "user_changed", std::move(subject)));
    co_return std::string{"Disabled."};
}

/// `--act-as any|none|<external id>`.
Task<Result<void>> fill_act_as(Administered on, std::string act_as, auth::NewApiKey& key) {
    if (act_as == "any" || act_as == "none") {
        key.act_as = act_as == "any" ? ActAs::any : ActAs::none;
        co_return ok();
    }
    CO_TRY(const User user, co_await on.auth.external_users.ensure(default_workspace, act_as));
    key.act_as = ActAs::one;
    key.user = user.id;
    co_return ok();
}

Task<Result<std::string>> create_key(Administered on, Administration::Arguments arguments) {
    CO_TRY(const std::string scopes, required(arguments, "scopes"));
    auth::NewApiKey wanted;
    wanted.name = option(arguments, "name", "made by fairlead apikeys create");
    CO_TRY(wanted.scopes, parse_scopes(split_words(scopes)));
    std::string act_as = option(arguments, "act-as", "any");
    CO_CHECK(co_await fill_act_as(on, std::move(act_as), wanted));
    CO_TRY(const auto created, co_await on.auth.keys.create(std::move(wanted)));
    std::string subject = created.key.id.text();
    CO_CHECK(co_await record_act(on.audit, "api_key_created", std::move(subject)));
    co_return std::string{created.text.expose()};
}

Task<Result<std::string>> list_keys(Administered on, Administration::Arguments) {
    CO_TRY(const auto keys, co_await on.auth.keys.list(default_workspace));
    std::vector<std::string> lines;
    for (const storage::ApiKey& key : keys) {
        lines.push_back(key.id.text() + "  " + key.prefix + "…  " +
                        join(scope_names(key.scopes), ",") + (key.revoked_at ? "  revoked" : "") +
                        "  " + printable(key.name, 80));
    }
    co_return join(lines, "\n");
}

Task<Result<std::string>> revoke_key(Administered on, Administration::Arguments arguments) {
    CO_TRY(const std::string wanted, required(arguments, "id"));
    CO_TRY(const auto keys, co_await on.auth.keys.list(default_workspace));
    for (const storage::ApiKey& key : keys) {
        if (key.id.text() != wanted && key.prefix != wanted) continue;
        CO_TRY(const bool revoked, co_await on.auth.keys.revoke(default_workspace, key.id));
        if (!revoked) co_return Error{Errc::conflict, "That key is revoked already."};
        std::string subject = key.id.text();
        CO_CHECK(co_await record_act(on.audit, "api_key_revoked", std::move(subject)));
        co_return std::string{"Revoked."};
    }
    co_return Error{Errc::not_found, "There is no such key."};
}

}  // namespace

void add_user_commands(Administration& administration, Administered on) {
    using Arguments = Administration::Arguments;
    administration.add("users.create",
                       [on](Arguments arguments) { return create_user(on, std::move(arguments)); });
    administration.add("users.list",
                       [on](Arguments arguments) { return list_users(on, std::move(arguments)); });
    administration.add("users.disable", [on](Arguments arguments) {
        return disable_user(on, std::move(arguments));
    });
    administration.add("apikeys.create",
                       [on](Arguments arguments) { return create_key(on, std::move(arguments)); });
    administration.add("apikeys.list",
                       [on](Arguments arguments) { return list_keys(on, std::move(arguments)); });
    administration.add("apikeys.revoke",
                       [on](Arguments arguments) { return revoke_key(on, std::move(arguments)); });
}

}  // namespace fairlead::app
