// SPDX-License-Identifier: Apache-2.0
//
// TikTok's webhooks, as its pages on them have them:
// https://developers.tiktok.com/doc/webhooks-events and /doc/webhooks-verification beside it. The
// members of a post's event are those of clients in use and not verified.
#include "sandbox/tiktok_videos.h"
#include "sandbox/webhook.h"

#include "base/text.h"

#include <boost/json/serialize.hpp>

namespace fairlead::sandbox {

namespace {

constexpr WebhookEvent events[] = {
    {"post.publish.publicly_available", tiktok_videos_set},
    {"authorization.removed"},
};

json::object content_of(const Webhook& hook) {
    // 1: somebody disconnected in TikTok's own app.
    if (hook.record.empty()) return {{"reason", 1}};
    const std::string video = text_in(hook.record, "/id");
    return {{"publish_id", "v_pub_url~v2." + video},
            {"publish_type", "DIRECT_PUBLISH"},
            {"post_id", video}};
}

/// The content is a text that is JSON in turn.
Result<WebhookMessage> write(Realm&, const Webhook& hook) {
    WebhookMessage message =
        json_message(json::object{{"client_key", hook.client},
                                  {"event", hook.event.name},
                                  {"create_time", unix_seconds(hook.at)},
                                  {"user_openid", hook.account},
                                  {"content", json::serialize(content_of(hook))}});
    const auto moment = std::to_string(unix_seconds(hook.at));
    const auto signature = hmac_hex(hook.secret, moment + "." + message.body);
    message.headers.add("TikTok-Signature", "t=" + moment + ",s=" + signature);
    return message;
}

}  // namespace

const WebhookSource& tiktok_webhooks() {
    static const WebhookSource source{.id = "tiktok",
                                      .where = "TikTok-Signature",
                                      .proof = WebhookProof::app_secret,
                                      .tells_time = true,
                                      .platform = &tiktok_platform,
                                      .events = events,
                                      .write = &write};
    return source;
}

}  // namespace fairlead::sandbox
