// SPDX-License-Identifier: Apache-2.0
#include "api/pages.h"

#include "api/page_texts.h"
#include "http/accept.h"
#include "http/page_policy.h"
#include "http/problem.h"

namespace fairlead::api {

namespace {

using http::PageData;
using http::Reply;

std::string page(std::string_view title, std::string_view body) {
    std::string text{http::Pages::auto_escape};
    text.append(before_title).append(title).append("</title><style>").append(page_style);
    text.append("</style></head><body><main>").append(body).append("</main></body></html>");
    return text;
}

http::PagePolicy policy(std::vector<std::string> form_targets) {
    return {.style = page_style, .form_targets = std::move(form_targets), .framed_by = {}};
}

Result<Reply> page_reply(const http::Pages& pages, std::string_view name, const PageData& data,
                         const http::PagePolicy& policy, int status) {
    TRY(auto html, pages.render(name, data));
    Reply reply = Reply::html(std::move(html), status);
    reply.headers.set("Content-Security-Policy", http::content_security_policy(policy));
    return reply;
}

}  // namespace

std::vector<http::Pages::Template> page_templates() {
    static const std::string confirmation = page(confirmation_title, confirmation_body);
    static const std::string error = page(error_title, error_body);
    return {{"confirmation", confirmation}, {"error", error}};
}

Result<Reply> confirmation_page(const http::Pages& pages,
                                const oauth::ConnectConfirmation& confirmation) {
    PageData data;
    data.values["PROVIDER"] = confirmation.provider_name;
    data.values["ASKER"] = confirmation.asker;
    data.values["CSRF"] = confirmation.csrf;
    for (const std::string& scope : confirmation.scopes) {
        data.sections["SCOPE"].push_back({.values = {{"NAME", scope}}, .sections = {}});
    }
    const PageData shown;
    if (!confirmation.scopes.empty()) data.sections["SCOPES"] = {shown};
    data.sections[confirmation.reconnect ? "AGAIN" : "NEW"] = {shown};
    if (confirmation.needs_finish) data.sections["FINISH"] = {shown};
    // Platforms send the browser on, often over several hosts of theirs, and form-action counts
    // for each hop: which hosts those are only the platform knows.
    const auto policy_here = policy({"https:"});
    return page_reply(pages, "confirmation", data, policy_here, 200);
}

Result<Reply> error_page(const http::Pages& pages, const http::Context& context,
                         const Error& error) {
    if (!http::prefers_html(context.request.headers)) return error;
    PageData data;
    data.values["MESSAGE"] = error.message;
    data.values["REQUEST"] = context.caller.request_id;
    const int status = http::problem_kind(error.code).status;
    TRY(Reply reply, page_reply(pages, "error", data, policy({}), status));
    if (error.retry_after) {
        reply.headers.set("Retry-After", std::to_string(error.retry_after->count()));
    }
    return reply;
}

}  // namespace fairlead::api
