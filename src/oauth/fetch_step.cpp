// SPDX-License-Identifier: Apache-2.0
#include "oauth/fetch_step.h"

#include "base/text.h"
#include "oauth/first_of.h"
#include "oauth/moment.h"

#include <algorithm>

namespace fairlead::oauth {

using catalog::Incremental;
using catalog::IncrementalStyle;
using catalog::PagingStyle;
using catalog::Resource;

namespace {

bool tells_by_moment(IncrementalStyle style) {
    return style == IncrementalStyle::time_param || style == IncrementalStyle::newest_first;
}

bool is_wanted(const FetchPlace& place, std::size_t level) {
    return level + 1 == place.levels.size();
}

/// The recipe by which changes are asked for, where they are.
const Incremental* changes_of(const Resource& resource, const FetchPlace& place,
                              std::size_t level) {
    const bool asks = is_wanted(place, level) && !place.since.empty() && resource.incremental;
    return asks ? &*resource.incremental : nullptr;
}

std::string token_for(const FetchPlace& place, std::size_t level) {
    const auto tokens = read_tokens(place.since);
    const auto found = tokens.find(key_of(place.levels[level].names));
    return found == tokens.end() ? std::string{} : found->second;
}

/// Begins a walk of a level. A cursor or a link of the last time is its first page.
void enter(FetchPlace& place, std::size_t level, const Resource& resource) {
    auto& here = place.levels[level];
    here.is_active = true;
    here.trail = {};
    here.at.clear();
    const auto* changes = changes_of(resource, place, level);
    if (changes == nullptr || tells_by_moment(changes->style)) return;
    if (changes->style == IncrementalStyle::cursor || changes->is_link) {
        here.at = token_for(place, level);
    }
}

/// The deepest walk goes on first, so that little has to be remembered.
void activate_next(FetchPlace& place, const Chain& chain) {
    for (std::size_t level = place.levels.size(); level-- > 0;) {
        auto& here = place.levels[level];
        if (here.is_active) return;
        if (here.waiting.empty()) continue;
        here.names = std::move(here.waiting.front());
        here.waiting.erase(here.waiting.begin());
        return enter(place, level, chain[level]);
    }
}

struct Rows {
    std::vector<json::value> records = {};
    std::string fault = {};  ///< "": they were found
};

/// What a platform says that leaves the list out where it has no records. An error that comes with
/// 200, or another document, says nothing of records: who believed it would take them all for gone.
bool says_none(const catalog::Walk& walk, const json::value& document) {
    if (document.is_null()) return true;  // no body: the provider's rules say what that means
    if (!document.is_object()) return false;
    return std::ranges::all_of(document.get_object(), [&](const auto& member) {
        const std::string name{member.key()};
        return std::ranges::find(walk.items, "/" + name) != walk.items.end() ||
               std::ranges::find(*walk.sparse, name) != walk.sparse->end();
    });
}

/// A single record is a list of one.
Rows rows_in(const catalog::Walk& walk, const json::value& document) {
    for (const auto& pointer : walk.items) {
        const auto* found = find_pointer(document, pointer);
        if (found == nullptr || found->is_null()) continue;
        Rows rows;
        if (found->is_object()) {
            rows.records.push_back(*found);
        } else if (found->is_array()) {
            rows.records.assign(found->get_array().begin(), found->get_array().end());
        } else {
            rows.fault = "'" + pointer + "' is no list of records";
        }
        return rows;
    }
    if (walk.sparse && says_none(walk, document)) return {};
    return {.fault = "there are no records at '" + join(walk.items, "', '") + "'"};
}

/// What the next level's calls take from these records.
std::string collect_names(const Resource& below, const FetchLevel& here, FetchLevel& next,
                          const std::vector<json::value>& records) {
    for (const auto& record : records) {
        auto names = here.names;
        for (const auto& [name, pointer] : below.each->set) {
            auto value = scalar_text(find_pointer(record, pointer));
            if (!value) return "a record has nothing at '" + pointer + "'";
            names[name] = *std::move(value);
        }
        next.waiting.push_back(std::move(names));
    }
    return {};
}

std::optional<Time> moment_of(const Resource& resource, const json::value& record) {
    const auto text = first_text(record, resource.updated);
    return text ? parse_moment(*text) : std::nullopt;
}

/// Notes the moment of a record; false: it came before, at the end of the question before this one.
bool note_record(const Resource& resource, const Incremental* changes, FetchPlace& place,
                 const json::value& record) {
    const auto moment = moment_of(resource, record);
    if (!moment) return true;
    if (place.newest && *moment < *place.newest) return true;
    const bool is_newer = !place.newest || *moment > *place.newest;
    place.newest = *moment;
    if (changes == nullptr || changes->window == 0) return true;
    if (is_newer) place.at_newest.clear();
    return place.at_newest.insert(first_text(record, resource.id).value_or("")).second;
}

/// Keeps what is wanted of a page. False: it came to records that are too old, and those behind are
/// older.
bool keep_records(const Resource& resource, const Incremental* changes, FetchPlace& place,
                  std::vector<json::value>& records) {
    const bool stops = changes != nullptr && changes->style == IncrementalStyle::newest_first;
    std::vector<json::value> kept;
    bool goes_on = true;
    for (auto& record : records) {
        const auto moment = stops ? moment_of(resource, record) : std::nullopt;
        if (moment && place.from && *moment < *place.from) {
            goes_on = false;
            break;
        }
        if (note_record(resource, changes, place, record)) kept.push_back(std::move(record));
    }
    records = std::move(kept);
    return goes_on;
}

/// What the last page says for the next time.
void keep_token(const Resource& resource, FetchPlace& place, std::size_t level,
                const PlatformAnswer& answer) {
    if (!is_wanted(place, level) || !resource.incremental) return;
    const auto& recipe = *resource.incremental;
    const auto& here = place.levels[level];
    const auto key = key_of(here.names);
    if (recipe.style == IncrementalStyle::cursor && !here.at.empty()) place.tokens[key] = here.at;
    if (recipe.style != IncrementalStyle::sync_token) return;
    auto token = first_text(answer.document, recipe.next);
    if (!token) return;
    if (recipe.is_link) {
        const auto url = resolve(answer.url, *token);
        token = url ? std::optional{url->text()} : std::nullopt;
    }
    if (token) place.tokens[key] = *std::move(token);
}

/// One question brings so many records and no more: the next one begins where this one ends. False:
/// it would begin where this one began.
bool put_new_question(const Incremental& changes, FetchPlace& place, FetchLevel& here,
                      const PageQuestion& question, std::size_t records) {
    place.in_window += static_cast<std::int64_t>(records);
    const auto size = std::max<std::int64_t>(question.size, 1);
    if (place.in_window + size <= changes.window) return true;
    if (!place.newest || !place.from || *place.newest <= *place.from) return false;
    place.from = place.newest;
    place.in_window = 0;
    here.at.clear();
    here.trail = {};
    return true;
}

/// What a page is known by: where it is or, where pages are only counted, its first record.
std::string mark_of(const Resource& resource, PagingStyle style, const std::string& next,
                    const std::vector<json::value>& records) {
    const bool is_counted = style == PagingStyle::page || style == PagingStyle::offset;
    if (!is_counted) return next;
    return records.empty() ? std::string{} : first_text(records.front(), resource.id).value_or("");
}

/// The next page of this walk, once it is known where it is.
FetchEnd go_on(const Incremental* changes, FetchPlace& place, FetchLevel& here, std::string next,
               const PageQuestion& question, const PlatformAnswer& answer, const std::string& mark,
               std::size_t records) {
    const auto style = question.walk.paging.style;
    if (style == PagingStyle::link_header || style == PagingStyle::link_body) {
        const auto url = net::Url::parse(next);
        auto own = own_addresses(question, Secret{});
        if (!own) own = std::vector{answer.url};
        own->push_back(answer.url);
        if (!url || !leads_to(*url, *own)) return FetchEnd::foreign_link;
    }
    if (here.trail.step(mark)) return FetchEnd::circle;
    here.at = std::move(next);
    if (changes == nullptr || changes->window == 0) return FetchEnd::going_on;
    const bool moved = put_new_question(*changes, place, here, question, records);
    return moved ? FetchEnd::going_on : FetchEnd::circle;
}

TakenPage unreadable_page(std::string detail) {
    return {FetchEnd::unreadable, {}, std::move(detail)};
}

}  // namespace

Result<FetchPlace> begin_fetch(const Chain& chain, const std::string& since) {
    FetchPlace place;
    place.levels.resize(chain.size());
    place.since = since;
    const auto& resource = chain.back();
    if (!since.empty() && !resource.incremental) {
        return Error{Errc::invalid,
                     "'" + resource.name + "' cannot tell what changed: leave --since out."};
    }
    if (!since.empty() && tells_by_moment(resource.incremental->style)) {
        const auto moment = parse_moment(since);
        if (!moment) {
            return Error{
                Errc::invalid,
                "--since must be a moment such as 2026-01-02T03:04:05Z for this resource."};
        }
        place.newest = moment;
        place.from = *moment - resource.incremental->overlap;
    }
    enter(place, 0, chain.front());
    return place;
}

std::optional<std::size_t> active_level(const FetchPlace& place) {
    for (std::size_t level = place.levels.size(); level-- > 0;) {
        if (place.levels[level].is_active) return level;
    }
    return std::nullopt;
}

PageQuestion question_for(const Resource& resource, const FetchPlace& place, std::size_t level,
                          std::int64_t page_size) {
    const auto* changes = changes_of(resource, place, level);
    PageQuestion question;
    question.walk = changes != nullptr && changes->instead ? *changes->instead : resource.walk;
    question.names = place.levels[level].names;
    question.at = place.levels[level].at;
    const auto most = question.walk.paging.most;
    question.size = page_size == 0 ? most : most == 0 ? page_size : std::min(most, page_size);
    if (changes == nullptr) return question;
    question.since_name = changes->send;
    if (changes->style == IncrementalStyle::time_param && place.from) {
        question.since = write_moment(*place.from, changes->format);
    }
    if (changes->style == IncrementalStyle::sync_token && !changes->is_link) {
        question.since = token_for(place, level);
    }
    return question;
}

TakenPage take_page(const Chain& chain, FetchPlace& place, std::size_t level,
                    const PageQuestion& question, const PlatformAnswer& answer) {
    const auto& resource = chain[level];
    auto& here = place.levels[level];
    auto rows = answer.is_empty ? Rows{} : rows_in(question.walk, answer.document);
    if (!rows.fault.empty()) return unreadable_page(std::move(rows.fault));
    const auto count = rows.records.size();
    const SeenPage seen{answer.url, answer.headers, answer.document,
                        static_cast<std::int64_t>(count), question.size};
    auto next = next_page(question.walk.paging, here.at, seen);
    if (!next) return unreadable_page(next.error().detail);

    const auto style = question.walk.paging.style;
    const auto mark = mark_of(resource, style, next->value_or(""), rows.records);
    TakenPage taken;
    if (!is_wanted(place, level)) {
        auto fault = collect_names(chain[level + 1], here, place.levels[level + 1], rows.records);
        if (!fault.empty()) return unreadable_page(std::move(fault));
    } else {
        const auto* changes = changes_of(resource, place, level);
        if (!keep_records(resource, changes, place, rows.records)) next->reset();
        taken.records = std::move(rows.records);
    }
    if (*next) {
        const auto* changes = changes_of(resource, place, level);
        taken.end = go_on(changes, place, here, **next, question, answer, mark, count);
        if (taken.end != FetchEnd::going_on) return taken;
    } else {
        keep_token(resource, place, level, answer);
        here.is_active = false;
    }
    activate_next(place, chain);
    taken.end = active_level(place) ? FetchEnd::going_on : FetchEnd::complete;
    return taken;
}

std::string next_since(const Resource& resource, const FetchPlace& place) {
    if (!resource.incremental) return {};
    if (!tells_by_moment(resource.incremental->style)) return write_tokens(place.tokens);
    return place.newest ? to_rfc3339(*place.newest) : std::string{};
}

}  // namespace fairlead::oauth
