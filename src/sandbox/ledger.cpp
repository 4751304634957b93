// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ledger.h"

namespace fairlead::sandbox {

std::uint64_t Ledger::open_request(Time now, std::string what) {
    if (requests_.size() >= limit_ / 2 + 1) requests_.pop_front();
    LedgerRequest& opened = requests_.emplace_back();
    opened.id = ++last_request_;
    opened.at = now;
    opened.what = std::move(what);
    return opened.id;
}

LedgerRequest* Ledger::request(std::uint64_t id) {
    if (requests_.empty() || id < requests_.front().id) return nullptr;
    const std::uint64_t index = id - requests_.front().id;
    return index < requests_.size() ? &requests_[index] : nullptr;
}

void Ledger::record(LedgerEvent event) {
    if (events_.size() >= limit_) events_.pop_front();
    event.sequence = ++last_event_;
    events_.push_back(std::move(event));
}

void Ledger::record(Deed deed, const Token& token, std::uint64_t request, Time now,
                    const char* reason) {
    LedgerEvent event;
    event.at = now;
    event.request = request;
    event.deed = deed;
    event.kind = token.kind;
    event.serial = token.serial;
    event.parent = token.parent;
    event.family = token.family;
    event.generation = token.generation;
    event.token = token.text;
    event.reason = reason;
    record(std::move(event));
}

void Ledger::clear() {
    events_.clear();
    requests_.clear();
}

}  // namespace fairlead::sandbox
