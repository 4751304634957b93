// SPDX-License-Identifier: Apache-2.0
#include "sandbox/control_views.h"

#include "crypto/hash.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

std::optional<std::int64_t> maybe_ms(const std::optional<Time>& time) {
    if (!time) return std::nullopt;
    return to_unix_ms(*time);
}

TokenView view_token(const Token& token) {
    return {.serial = token.serial,
            .parent = token.parent,
            .generation = token.generation,
            .token = token.text,
            .sha256 = crypto::sha256_hex(token.text),
            .issued_ms = to_unix_ms(token.issued),
            .replaced_ms = maybe_ms(token.replaced),
            .request = token.request,
            .sent = token.sent};
}

}  // namespace

FamilyView view_family(const Realm& realm, const Family& family) {
    FamilyView view{.id = family.id,
                    .client = family.client,
                    .account = family.account,
                    .scopes = family.scopes,
                    .created_ms = to_unix_ms(family.created),
                    .ended_ms = maybe_ms(family.ended),
                    .ended_by = family.ended_by,
                    .refreshes = family.refreshes,
                    .refusals = family.refusals,
                    .reuses = family.reuses,
                    .grace_uses = family.grace_uses};
    const Client* client = find_client(realm.clients, family.client);
    const Time now = realm.clock.now();
    for (const auto& token : family.refresh) {
        if (client && realm.grants.is_valid(*token, *client, now)) {
            view.valid.push_back(view_token(*token));
        }
    }
    if (!family.refresh.empty()) view.newest = view_token(*family.refresh.back());
    if (!family.access.empty()) view.access = view_token(*family.access.back());
    return view;
}

EventView view_event(Realm& realm, const LedgerEvent& event) {
    EventView view{.sequence = event.sequence,
                   .at_ms = to_unix_ms(event.at),
                   .request = event.request,
                   .deed = event.deed,
                   .kind = event.kind,
                   .serial = event.serial,
                   .parent = event.parent,
                   .family = event.family,
                   .generation = event.generation,
                   .token = event.token,
                   .reason = event.reason};
    if (const LedgerRequest* request = realm.ledger.request(event.request)) {
        view.sent = request->sent;
    }
    return view;
}

RequestView view_request(const LedgerRequest& request) {
    return {.id = request.id,
            .at_ms = to_unix_ms(request.at),
            .what = request.what,
            .client = request.client,
            .faults = request.faults,
            .status = request.status,
            .sent = request.sent,
            .over_ms = to_unix_ms(request.over)};
}

FaultView view_fault(const FaultRule& rule) {
    return {.id = rule.id,
            .fault = rule.fault.text,
            .place = rule.fault.place,
            .times = rule.fault.times,
            .client = rule.subject.client,
            .account = rule.subject.account,
            .family = rule.subject.family,
            .skip = std::max<std::int64_t>(rule.skip, 0),
            .probability = rule.probability,
            .processed = rule.processed,
            .played = rule.played};
}

}  // namespace fairlead::sandbox
