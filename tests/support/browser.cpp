// SPDX-License-Identifier: Apache-2.0
#include "support/browser.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::tests {
namespace {

constexpr int most_redirects = 20;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// name and value of `a=b`.
std::pair<std::string_view, std::string_view> halves(std::string_view text) {
    const std::size_t at = text.find('=');
    if (at == std::string_view::npos) return {trimmed(text), {}};
    return {trimmed(text.substr(0, at)), trimmed(text.substr(at + 1))};
}

std::string resolve(const std::string& base, const std::string& href) {
    if (href.starts_with("http://") || href.starts_with("https://")) return href;
    const net::Url url = must(net::Url::parse(base));
    if (href.empty()) return base;
    if (href.starts_with("?")) return url.origin() + url.path + href;
    if (href.starts_with("/")) return url.origin() + href;
    return url.origin() + url.path.substr(0, url.path.rfind('/') + 1) + href;
}

std::string origin_of(const std::string& url) { return must(net::Url::parse(url)).origin(); }

bool is_redirect(int status) { return status >= 301 && status <= 308 && status != 304; }

}  // namespace

HtmlForm Page::form() const {
    std::vector<HtmlForm> all = forms();
    if (all.size() == 1) return std::move(all.front());
    throw Failure{"expected one form at " + url + ", status " + std::to_string(answer.status) +
                  ", found " + std::to_string(all.size()) + ": " + answer.body};
}

std::string Page::parameter(std::string_view name) const {
    const net::Url parsed = must(net::Url::parse(url));
    for (const auto& [key, value] : must(net::parse_pairs(parsed.query))) {
        if (key == name) return value;
    }
    return {};
}

Page Browser::open(const std::string& url) {
    Step step;
    step.url = url;
    return walk(std::move(step));
}

Page Browser::follow(const Page& page, const std::string& href) {
    Step step;
    step.url = resolve(page.url, href);
    step.site = origin_of(page.url) == origin_of(step.url) ? "same-origin" : "cross-site";
    return walk(std::move(step));
}

Page Browser::submit(const Page& page, const HtmlForm& form, const HtmlButton* button) {
    net::Pairs pairs = form.fields;
    if (button != nullptr && !button->name.empty()) pairs.emplace_back(button->name, button->value);
    Step step;
    step.url = resolve(page.url, form.action);
    step.site = origin_of(page.url) == origin_of(step.url) ? "same-origin" : "cross-site";
    if (form.method == "post") {
        step.method = net::Method::post;
        step.body = net::write_pairs(pairs);
        step.origin = origin_of(page.url);
    } else {
        step.url = net::add_query(step.url, pairs);
    }
    return walk(std::move(step));
}

Page Browser::walk(Step step) {
    for (int hop = 0; hop < most_redirects; ++hop) {
        Page page{step.url, fetch(step)};
        const std::string location = page.answer.header("Location");
        if (!is_redirect(page.answer.status) || location.empty()) return page;
        const std::string next = resolve(step.url, location);
        if (!is_visited(origin_of(next))) return {next, {}};
        if (origin_of(next) != origin_of(step.url)) step.site = "cross-site";
        if (page.answer.status != 307 && page.answer.status != 308) {
            step.method = net::Method::get;
            step.body.clear();
        }
        step.url = next;
    }
    throw Failure{"too many redirects, the last to " + step.url};
}

Answer Browser::fetch(const Step& step) {
    const net::Url url = must(net::Url::parse(step.url));
    net::Headers headers{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"},
                         {"User-Agent", "Mozilla/5.0 (tests)"},
                         {"Sec-Fetch-Mode", "navigate"},
                         {"Sec-Fetch-Dest", "document"}};
    headers.add("Sec-Fetch-Site", step.site);
    if (!step.origin.empty()) headers.add("Origin", step.origin);
    if (const std::string cookies = cookies_for(url); !cookies.empty()) {
        headers.add("Cookie", cookies);
    }
    if (step.method == net::Method::post) {
        headers.add("Content-Type", "application/x-www-form-urlencoded");
    }
    for (const auto& [name, value] : extra_) headers.add(name, value);
    Answer answer = caller_.send(step.method, step.url, std::move(headers), step.body);
    if (answer.status == 0) throw Failure{step.url + ": " + answer.failure};
    keep_cookies(url, answer);
    return answer;
}

bool Browser::is_visited(const std::string& origin) const {
    return std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

bool Browser::has_cookie(std::string_view name) const {
    return std::any_of(cookies_.begin(), cookies_.end(),
                       [name](const Cookie& one) { return one.name.starts_with(name); });
}

std::string Browser::cookies_for(const net::Url& url) const {
    std::string line;
    for (const Cookie& cookie : cookies_) {
        if (cookie.host != url.host || !url.path.starts_with(cookie.path)) continue;
        if (!line.empty()) line += "; ";
        line += cookie.name + "=" + cookie.value;
    }
    return line;
}

void Browser::keep_cookies(const net::Url& url, const Answer& answer) {
    for (const std::string_view line : answer.headers.find_all("Set-Cookie")) {
        keep_cookie(url, line);
    }
}

void Browser::keep_cookie(const net::Url& url, std::string_view line) {
    const auto parts = split(line, ';');
    const auto [name, value] = halves(parts.front());
    Cookie cookie{url.host, "/", std::string{name}, std::string{value}};
    bool is_over = false;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto [key, what] = halves(parts[i]);
        if (key == "Path" || key == "path") cookie.path = what;
        if (key == "Max-Age") is_over = what == "0";
        if (key == "expires" && what.find("1970") != std::string_view::npos) is_over = true;
    }
    std::erase_if(cookies_, [&cookie](const Cookie& one) {
        return one.host == cookie.host && one.path == cookie.path && one.name == cookie.name;
    });
    if (!is_over) cookies_.push_back(std::move(cookie));
}

}  // namespace fairlead::tests
