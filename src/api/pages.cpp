// SPDX-License-Identifier: Apache-2.0
#include "api/pages.h"

#include "api/page_texts.h"
#include "http/accept.h"
#include "http/page_policy.h"
#include "http/problem.h"
#include "net/url.h"
#include "oauth/connect_failure.h"

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

/// The kinds of text for which browsers have a keyboard of their own.
const char* input_mode(catalog::VarKind kind) {
    switch (kind) {
        case catalog::VarKind::digits: return "numeric";
        case catalog::VarKind::email: return "email";
        case catalog::VarKind::url: return "url";
        default: return "text";
    }
}

PageData line_data(const oauth::ConnectForm::Line& line) {
    const auto& rule = line.field.rule;
    const bool is_variable = line.field.of == oauth::FormField::Of::variable;
    PageData data;
    data.values["FIELD"] = std::string{is_variable ? variable_prefix : field_prefix} + rule.name;
    data.values["LABEL"] = line.field.label;
    data.values["VALUE"] = line.value;
    data.values["TYPE"] = rule.secret ? "password" : "text";
    data.values["MODE"] = input_mode(rule.kind);
    data.values["FAULT"] = line.fault;
    const PageData shown;
    if (rule.optional) data.sections["OPTIONAL"] = {shown};
    if (!rule.optional) data.sections["REQUIRED"] = {shown};
    if (!line.fault.empty()) {
        data.sections["FAULTY"] = {shown};
        data.sections["INVALID"] = {shown};
    }
    const bool is_choice = !rule.one_of.empty();
    for (const std::string& value : rule.one_of) {
        PageData choice{.values = {{"CHOICE", value}}, .sections = {}};
        if (value == line.value) choice.sections["CHOSEN"] = {shown};
        data.sections["OPTION"].push_back(std::move(choice));
    }
    data.sections[is_choice ? "CHOICES" : "TEXT"] = {shown};
    return data;
}

void add_form(const oauth::ConnectForm& form, PageData& data) {
    const PageData shown;
    for (const auto& line : form.lines) data.sections["LINE"].push_back(line_data(line));
    data.values["GUIDE"] = form.guide;
    if (!form.guide.empty()) data.sections["GUIDED"] = {shown};
    data.values["MESSAGE"] = form.message;
    if (!form.message.empty()) data.sections["FAILED"] = {shown};
}

/// Where the page's form may lead in the end. Platforms send the browser on, often over several
/// hosts of theirs, and form-action counts for each hop: which hosts those are only the platform
/// knows. A form of ours leads to the application's page, which may be on plain loopback.
std::vector<std::string> targets_of(const oauth::ConnectConfirmation& confirmation) {
    std::vector<std::string> targets{"https:"};
    const auto page = net::Url::parse(confirmation.redirect_url);
    if (confirmation.form && !confirmation.form->is_before_consent && page)
        targets.push_back(page->origin());
    return targets;
}

/// The time of day would be another one where the reader is.
std::string minutes_until(Time then, Time now) {
    const auto left = std::max(1L, std::chrono::ceil<std::chrono::minutes>(then - now).count());
    return std::to_string(left) + (left == 1 ? " minute" : " minutes");
}

}  // namespace

std::vector<http::Pages::Template> page_templates() {
    static const std::string confirmation = page(confirmation_title, confirmation_body);
    static const std::string outcome = page(outcome_title, outcome_body);
    static const std::string error = page(error_title, error_body);
    return {{"confirmation", confirmation}, {"outcome", outcome}, {"error", error}};
}

Result<Reply> confirmation_page(const http::Pages& pages,
                                const oauth::ConnectConfirmation& confirmation, Time now) {
    PageData data;
    data.values["PROVIDER"] = confirmation.provider_name;
    data.values["ASKER"] = confirmation.asker;
    data.values["CSRF"] = confirmation.csrf;
    data.values["MINUTES"] = minutes_until(confirmation.expires_at, now);
    for (const std::string& scope : confirmation.scopes) {
        data.sections["SCOPE"].push_back({.values = {{"NAME", scope}}, .sections = {}});
    }
    const PageData shown;
    if (!confirmation.scopes.empty()) data.sections["SCOPES"] = {shown};
    data.sections[confirmation.reconnect ? "AGAIN" : "NEW"] = {shown};
    if (confirmation.needs_finish) data.sections["FINISH"] = {shown};
    if (confirmation.form) add_form(*confirmation.form, data);
    const bool is_before_consent = !confirmation.form || confirmation.form->is_before_consent;
    data.sections[is_before_consent ? "GOING" : "FORM"] = {shown};
    data.sections[is_before_consent ? "TYPED_THERE" : "TYPED"] = {shown};
    const auto policy_here = policy(targets_of(confirmation));
    const bool has_failed = confirmation.form && !confirmation.form->message.empty();
    return page_reply(pages, "confirmation", data, policy_here, has_failed ? 400 : 200);
}

Result<Reply> outcome_page(const http::Pages& pages, std::string_view status,
                           std::string_view error) {
    PageData data;
    const PageData shown;
    if (status == "success") {
        data.sections["CONNECTED"] = {shown};
    } else if (status == "pending") {
        data.sections["WAITING"] = {shown};
    } else {
        data.values["MESSAGE"] = oauth::message_of_kind(error);
        data.sections["FAILED"] = {shown};
    }
    return page_reply(pages, "outcome", data, policy({}), 200);
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
