// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/url.h"
#include "support/html.h"
#include "support/http_caller.h"

#include <map>
#include <string>
#include <vector>

namespace fairlead::tests {

/// Where a browser came to a stop, and what it shows.
struct Page {
    std::string url;
    Answer answer;  ///< status 0 where the browser was sent to a place it does not visit

    std::vector<HtmlForm> forms() const { return find_forms(answer.body); }
    /// The only form. Throws Failure otherwise.
    HtmlForm form() const;
    std::string link(std::string_view text) const { return find_link(answer.body, text); }
    /// A parameter of the URL's query, decoded; "" where there is none.
    std::string parameter(std::string_view name) const;
};

/// A person's browser, as far as a flow needs one: cookies by host and path, redirects, forms.
/// Cookies marked Secure are kept for http on loopback too, as browsers do. Not thread-safe.
class Browser {
public:
    explicit Browser(HttpCaller& caller) : caller_(caller) {}

    /// Follows redirects to this origin; one that leads elsewhere ends the walk there.
    void visits(std::string origin) { origins_.push_back(std::move(origin)); }

    Page open(const std::string& url);
    Page submit(const Page& page, const HtmlForm& form, const HtmlButton* button = nullptr);
    Page follow(const Page& page, const std::string& href);

    void forget_cookies() { cookies_.clear(); }
    bool has_cookie(std::string_view name) const;
    /// For a test that meddles: adds this header line to every request.
    void always_send(std::string name, std::string value) { extra_.add(name, value); }

private:
    struct Cookie {
        std::string host;
        std::string path;
        std::string name;
        std::string value;
    };
    struct Step {
        net::Method method = net::Method::get;
        std::string url;
        std::string body = {};
        std::string site = "none";
        std::string origin = {};
    };

    Page walk(Step step);
    Answer fetch(const Step& step);
    std::string cookies_for(const net::Url& url) const;
    void keep_cookies(const net::Url& url, const Answer& answer);
    void keep_cookie(const net::Url& url, std::string_view line);
    bool is_visited(const std::string& origin) const;

    HttpCaller& caller_;
    std::vector<std::string> origins_;
    std::vector<Cookie> cookies_;
    net::Headers extra_;
};

}  // namespace fairlead::tests
