// SPDX-License-Identifier: Apache-2.0
#include "cache/listeners.h"

namespace fairlead::cache {

class Listeners::Held final : public Cache::Subscription {
public:
    Held(std::shared_ptr<Shared> list, std::list<Entry>::iterator place)
        : list_(std::move(list)), place_(place) {}
    ~Held() override { list_->lock()->erase(place_); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

private:
    std::shared_ptr<Shared> list_;
    std::list<Entry>::iterator place_;
};

std::unique_ptr<Cache::Subscription> Listeners::add(std::string channel, Cache::Listener listener) {
    const auto list = list_->lock();
    const auto place = list->insert(list->end(), {std::move(channel), std::move(listener)});
    return std::make_unique<Held>(list_, place);
}

void Listeners::tell(const std::string& channel, const std::string& message) const {
    const auto list = list_->lock();
    for (const Entry& entry : *list) {
        if (entry.channel == channel && entry.listener.heard) entry.listener.heard(message);
    }
}

void Listeners::tell_missed() const {
    const auto list = list_->lock();
    for (const Entry& entry : *list) {
        if (entry.listener.missed) entry.listener.missed();
    }
}

}  // namespace fairlead::cache
