// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_options.h"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>

namespace fairlead::storage {

namespace {

using Keywords = std::map<std::string, std::string>;

struct FreeOptions {
    void operator()(PQconninfoOption* options) const { ::PQconninfoFree(options); }
};

Result<Keywords> parse(const Secret& address) {
    char* problem = nullptr;
    const std::string text{address.expose()};
    const std::unique_ptr<PQconninfoOption, FreeOptions> options{
        ::PQconninfoParse(text.c_str(), &problem)};
    // libpq's problem may quote the address, password and all.
    if (problem != nullptr) ::PQfreemem(problem);
    if (!options) {
        return Error{Errc::invalid,
                     "The database's address cannot be read: expected "
                     "postgres://user:password@host:port/database, with parts that are not "
                     "letters or digits percent-encoded."};
    }
    Keywords keywords;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) keywords[option->keyword] = option->val;
    }
    return keywords;
}

bool is_local(std::string_view host) {
    return host.empty() || host.front() == '/' || host == "localhost" || host == "127.0.0.1" ||
           host == "::1";
}

/// libpq takes several hosts, one after the other.
bool all_local(std::string_view hosts) {
    while (true) {
        const auto comma = hosts.find(',');
        if (!is_local(hosts.substr(0, comma))) return false;
        if (comma == std::string_view::npos) return true;
        hosts.remove_prefix(comma + 1);
    }
}

std::string value_of(const Keywords& keywords, const char* name, const char* otherwise) {
    const auto found = keywords.find(name);
    return found == keywords.end() ? otherwise : found->second;
}

void append_quoted(std::string& text, const std::string& value) {
    text += '\'';
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    text += '\'';
}

}  // namespace

PostgresOptions PostgresOptions::as_service() const {
    PostgresOptions same;
    same.address = service_address.duplicate();
    same.statements = statements;
    same.reading = reading;
    same.writing = writing;
    same.statement_limit = statement_limit;
    same.answer_limit = answer_limit;
    same.connect_limit = connect_limit;
    return same;
}

std::string place_of(const Secret& address) {
    const auto keywords = parse(address);
    if (!keywords) return "?";
    return value_of(*keywords, "host", "localhost") + ":" + value_of(*keywords, "port", "5432") +
           "/" + value_of(*keywords, "dbname", "") + " as " + value_of(*keywords, "user", "");
}

Result<Secret> settled_address(const Secret& address) {
    TRY(auto keywords, parse(address));
    keywords.insert({{"connect_timeout", "5"},
                     {"keepalives_idle", "10"},
                     {"keepalives_interval", "5"},
                     {"keepalives_count", "3"},
                     {"tcp_user_timeout", "15000"},
                     {"client_encoding", "UTF8"},
                     {"application_name", "fairlead"}});
    if (!all_local(value_of(keywords, "host", "")) && !keywords.contains("sslmode")) {
        keywords["sslmode"] = "verify-full";
        keywords.insert({"sslrootcert", "/etc/ssl/certs/ca-certificates.crt"});
    }
    std::string text;
    for (const auto& [name, value] : keywords) {
        text += name + "=";
        append_quoted(text, value);
        text += ' ';
    }
    return Secret{std::move(text)};
}

}  // namespace fairlead::storage
