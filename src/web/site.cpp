// SPDX-License-Identifier: Apache-2.0
#include "web/site.h"

#include "base/text.h"
#include "http/accept.h"

#include <array>
#include <string>
#include <utility>

namespace fairlead::web {

namespace {

constexpr std::string_view page_path = "/index.html";
constexpr std::string_view hashed_folder = "/assets/";

/// security.md 52. Nothing from elsewhere, and no script or style in the page itself.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

constexpr std::string_view no_page =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Fairlead</title></head>"
    "<body><p>This Fairlead was built without its pages (FAIRLEAD_EMBED_WEB=OFF). The API is here "
    "all the same; <a href=\"/api/openapi.json\">its document</a> describes it.</p></body></html>";

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> media_types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".webp", "image/webp"},
}};

std::string_view media_type(std::string_view path) {
    for (const auto& [ending, type] : media_types) {
        if (path.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

/// One of a file's forms, and what it is called.
struct Form {
    std::string_view content;
    std::string_view encoding;  ///< empty: as it is
};

Form form_of(const File& file, const net::Headers& asked) {
    if (!file.brotli.empty() && http::accepts_encoding(asked, "br")) return {file.brotli, "br"};
    if (!file.gzip.empty() && http::accepts_encoding(asked, "gzip")) return {file.gzip, "gzip"};
    return {file.plain, {}};
}

/// RFC 9110 section 13.1.2, with its weak comparison.
bool has_it_already(const net::Headers& asked, std::string_view tag) {
    for (const std::string_view field : asked.find_all("If-None-Match")) {
        for (const std::string& part : split(field, ',')) {
            std::string_view one = trim(part);
            if (one.starts_with("W/")) one.remove_prefix(2);
            if (one == tag || one == "*") return true;
        }
    }
    return false;
}

/// A hashed name never means anything else; what keeps its name is asked for again.
std::string_view caching(std::string_view path) {
    return path.starts_with(hashed_folder) ? "public, max-age=31536000, immutable" : "no-cache";
}

http::Reply reply_of(const File& file, const net::Headers& asked) {
    const Form form = form_of(file, asked);
    std::string tag{"\""};
    tag.append(file.digest.substr(0, 32)).append(form.encoding).append("\"");
    http::Reply reply;
    reply.headers.add("Content-Type", media_type(file.path));
    reply.headers.add("Cache-Control", caching(file.path));
    reply.headers.add("ETag", tag);
    reply.headers.add("Vary", "Accept, Accept-Encoding");
    if (file.path.ends_with(".html")) reply.headers.add("Content-Security-Policy", page_policy);
    if (has_it_already(asked, tag)) {
        reply.status = 304;
        return reply;
    }
    if (!form.encoding.empty()) reply.headers.add("Content-Encoding", form.encoding);
    reply.body = form.content;
    return reply;
}

}  // namespace

Site::Site(std::span<const File> files) {
    for (const File& file : files) files_.emplace(file.path, &file);
}

http::Reply Site::page(const net::Headers& asked) const {
    const auto found = files_.find(page_path);
    if (found != files_.end()) return reply_of(*found->second, asked);
    http::Reply notice = http::Reply::html(std::string{no_page});
    notice.headers.add("Cache-Control", "no-cache");
    notice.headers.add("Vary", "Accept");
    return notice;
}

Result<http::Reply> Site::file(std::string_view path, const net::Headers& asked) const {
    const auto found = files_.find(path);
    if (found == files_.end()) return Error{Errc::not_found, "There is no file at this address."};
    return reply_of(*found->second, asked);
}

}  // namespace fairlead::web
