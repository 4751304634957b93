// SPDX-License-Identifier: Apache-2.0
#include "sandbox/fault_rules.h"

namespace fairlead::sandbox {

namespace {

bool concerns(const Subject& wanted, const Subject& found) {
    if (!wanted.client.empty() && wanted.client != found.client) return false;
    if (!wanted.account.empty() && wanted.account != found.account) return false;
    return wanted.family == 0 || wanted.family == found.family;
}

}  // namespace

std::uint64_t FaultRules::add(FaultRule rule) {
    rule.id = ++last_;
    rules_.emplace(rule.id, std::move(rule));
    return last_;
}

std::vector<PlayedFault> FaultRules::take(Place place, const Subject& subject) {
    std::vector<PlayedFault> taken;
    for (auto at = rules_.begin(); at != rules_.end();) {
        FaultRule& rule = at->second;
        const bool matches = covers(rule.fault.place, place) && concerns(rule.subject, subject);
        if (!matches || !is_due(rule)) {
            ++at;
            continue;
        }
        taken.push_back({rule.fault, rule.processed});
        ++rule.played;
        const bool was_counted = rule.fault.times > 0;
        if (was_counted) --rule.fault.times;
        at = was_counted && rule.fault.times == 0 ? rules_.erase(at) : std::next(at);
    }
    return taken;
}

/// Whether a rule that concerns a call is played at it; one that is to be skipped is counted.
bool FaultRules::is_due(FaultRule& rule) {
    const bool is_skipped = rule.skip > 0;
    if (is_skipped) --rule.skip;
    return !is_skipped && (rule.probability >= 1 || chance() < rule.probability);
}

/// xorshift64*: any generator whose sequence a seed fixes would do.
double FaultRules::chance() {
    if (state_ == 0) state_ = 1;
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    const std::uint64_t bits = state_ * 0x2545f4914f6cdd1dULL;
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

}  // namespace fairlead::sandbox
