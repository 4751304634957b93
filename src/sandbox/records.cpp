// SPDX-License-Identifier: Apache-2.0
#include "sandbox/records.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::uint64_t fnv_start = 0xcbf29ce484222325ULL;
constexpr std::uint64_t fnv_prime = 0x100000001b3ULL;

std::uint64_t hash(std::string_view text, std::uint64_t from) {
    std::uint64_t state = from ^ fnv_start;
    for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * fnv_prime;
    return state;
}

/// splitmix64's last step: neighbouring seeds have nothing in common.
std::uint64_t mix(std::uint64_t state) {
    state += 0x9e3779b97f4a7c15ULL;
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9ULL;
    state = (state ^ (state >> 27)) * 0x94d049bb133111ebULL;
    return state ^ (state >> 31);
}

/// The first record of every set, in the same year whatever the clock says.
constexpr Time beginning = std::chrono::sys_days{std::chrono::year{2025} / 1 / 6} + 8h;

Sample generate(std::uint64_t seed, std::uint64_t number) {
    Sample sample;
    sample.number = number;
    sample.draw = Draw{mix(seed ^ mix(number))};
    const auto minutes = static_cast<std::int64_t>(number) * 7;
    sample.created = beginning + std::chrono::minutes{minutes} +
                     Milliseconds{sample.draw.number("created", 60'000)};
    const auto later = static_cast<std::int64_t>(sample.draw.number("updated", 40'000));
    sample.updated = sample.created + std::chrono::minutes{later};
    return sample;
}

}  // namespace

std::uint64_t Draw::number(std::string_view name, std::uint64_t below) const {
    return below == 0 ? 0 : mix(hash(name, seed_)) % below;
}

std::string_view Draw::pick(std::string_view name,
                            std::initializer_list<std::string_view> of) const {
    return *(of.begin() + number(name, of.size()));
}

std::string Draw::sentence(std::string_view name) const {
    const auto words = pick(
        name, {"", "A sample.", "Sample with \"quotes\", a \\ and a\nsecond line",
               "\u00dcbersicht \u2013 Beispiel", "\u898b\u672c\u30c7\u30fc\u30bf",
               "\u0646\u0645\u0648\u0630\u062c", "\U0001f4c5 sample", "<b>sample</b> & more", " "});
    return std::string{words};
}

DataSet::DataSet(std::uint64_t seed, std::size_t size) : seed_(seed) {
    samples_.reserve(size);
    for (std::uint64_t number = 1; number <= size; ++number) {
        samples_.push_back(generate(seed, number));
        samples_.back().change = ++changes_;
    }
}

const Sample* DataSet::find(std::uint64_t number) const {
    return number >= 1 && number <= samples_.size() ? &samples_[number - 1] : nullptr;
}

Sample* DataSet::at(std::uint64_t number) {
    return number >= 1 && number <= samples_.size() ? &samples_[number - 1] : nullptr;
}

Sample& DataSet::add(Time now, json::object own) {
    Sample sample = generate(seed_, samples_.size() + 1);
    sample.created = now;
    sample.updated = now;
    sample.change = ++changes_;
    sample.own = std::move(own);
    return samples_.emplace_back(std::move(sample));
}

const Sample* DataSet::change(std::uint64_t number, Time now, const json::object& own) {
    Sample* const sample = at(number);
    if (sample == nullptr) return nullptr;
    for (const auto& member : own) sample->own.insert_or_assign(member.key(), member.value());
    sample->updated = std::max(now, sample->updated + Milliseconds{1});
    sample->change = ++changes_;
    return sample;
}

const Sample* DataSet::remove(std::uint64_t number, Time now) {
    Sample* const sample = at(number);
    if (sample == nullptr) return nullptr;
    sample->gone = true;
    return change(number, now, {});
}

DataSet& Records::set(std::string_view name, std::string_view owner, std::size_t size) {
    Owned key{std::string{name}, std::string{owner}};
    const auto found = sets_.find(key);
    if (found != sets_.end()) return found->second;
    const auto told = sizes_.find(name);
    if (told != sizes_.end()) size = told->second;
    DataSet made{mix(seed_ ^ hash(name, hash(owner, seed_))), size};
    return sets_.emplace(std::move(key), std::move(made)).first->second;
}

void Records::resize(const std::string& name, std::size_t size) {
    sizes_[name] = std::min(size, largest);
    std::erase_if(sets_, [&](const auto& each) { return each.first.name == name; });
}

void Records::seed(std::uint64_t seed) {
    seed_ = seed;
    sets_.clear();
}

void Records::clear() {
    sizes_.clear();
    seed(1);
}

RateMeter::Reading RateMeter::count(const std::string& who, Time now, std::int64_t most,
                                    Milliseconds window) {
    Window& current = windows_[who];
    if (now - current.begun >= window || now < current.begun) current = {now, 0};
    ++current.used;
    return {current.used, current.used > this->most(most), window - (now - current.begun)};
}

}  // namespace fairlead::sandbox
