// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/http_caller.h"

#include <string>

namespace fairlead::tests {

/// Fairlead's API as an application calls it: with a key, for one of its users. Thread-safe.
class Api {
public:
    Api(HttpCaller& caller, std::string url, std::string key, std::string user)
        : caller_(caller), url_(std::move(url)), key_(std::move(key)), user_(std::move(user)) {}

    Answer get(const std::string& path) const { return send(net::Method::get, path); }
    Answer post(const std::string& path, const std::string& body = {}) const {
        return send(net::Method::post, path, body);
    }
    Answer put(const std::string& path, const std::string& body) const {
        return send(net::Method::put, path, body);
    }
    Answer patch(const std::string& path, const std::string& body) const {
        return send(net::Method::patch, path, body);
    }
    Answer del(const std::string& path) const { return send(net::Method::del, path); }

    /// The same key for another user.
    Api as(std::string user) const { return {caller_, url_, key_, std::move(user)}; }

    Answer send(net::Method method, const std::string& path, const std::string& body = {}) const;

private:
    HttpCaller& caller_;
    std::string url_;
    std::string key_;
    std::string user_;
};

}  // namespace fairlead::tests
