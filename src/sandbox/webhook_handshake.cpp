// SPDX-License-Identifier: Apache-2.0
#include "sandbox/webhook_handshake.h"

#include "sandbox/webhook.h"
#include "sandbox/webhook_order.h"

namespace fairlead::sandbox {

Result<WebhookHandshake> plan_handshake(Realm& realm, const WebhookSource& source,
                                        const std::string& url, const std::string& agreed) {
    TRY(const auto address, read_webhook_url(url));
    if (source.ask == nullptr) {
        return Error{Errc::invalid, "It asks nothing before it sends its events."};
    }
    WebhookQuestion question = source.ask(realm, agreed);
    WebhookHandshake plan{{}, std::move(question.answer), question.answer_type};
    plan.request.method = question.method;
    plan.request.headers = std::move(question.headers);
    TRY(plan.request.url, net::Url::parse(net::add_query(address.text(), question.query)));
    return plan;
}

std::string flaw_of(const net::ClientResponse& response, const WebhookHandshake& handshake) {
    if (response.status != 200) return "The status is not 200.";
    if (response.body != handshake.answer) return "The body is not what was to be repeated.";
    const auto type = response.headers.find("Content-Type").value_or("");
    if (!type.starts_with(handshake.answer_type)) return "The body is of another type.";
    return "";
}

}  // namespace fairlead::sandbox
