// SPDX-License-Identifier: Apache-2.0
#include "sandbox/answer.h"

#include <boost/json/serialize.hpp>

namespace fairlead::sandbox {

Answer Answer::json(json::object document, int status) {
    Answer answer;
    answer.status = status;
    answer.document = std::move(document);
    return answer;
}

Answer Answer::html(std::string page, int status) {
    Answer answer;
    answer.status = status;
    answer.content_type = "text/html; charset=utf-8";
    answer.body = std::move(page);
    answer.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                       "frame-ancestors 'none'");
    return answer;
}

Answer Answer::redirect(std::string_view location, int status) {
    Answer answer;
    answer.status = status;
    answer.content_type = "text/plain; charset=utf-8";
    answer.headers.add("Location", location);
    return answer;
}

Answer Answer::oauth_error(int status, std::string_view error, std::string_view description) {
    Answer answer;
    answer.status = status;
    answer.document.emplace();
    answer.document->emplace("error", error);
    answer.document->emplace("error_description", description);
    return answer;
}

net::Response to_response(Answer answer) {
    net::Response response;
    response.status = answer.status;
    response.headers = std::move(answer.headers);
    response.headers.set("Content-Type", answer.content_type);
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("Pragma", "no-cache");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Referrer-Policy", "no-referrer");
    response.body =
        answer.document ? boost::json::serialize(*answer.document) : std::move(answer.body);
    return response;
}

}  // namespace fairlead::sandbox
