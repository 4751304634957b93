// SPDX-License-Identifier: Apache-2.0
#include "sandbox/control_records.h"

#include "base/text.h"
#include "sandbox/parameters.h"
#include "sandbox/platform.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

struct RecordCommand {
    Mutex<Realm>& shared;
    Parameters query;
    json::value body;
    const RecordKind* kind = nullptr;

    std::string text(std::string_view pointer) const {
        return scalar_text(find_pointer(body, pointer)).value_or("");
    }
    Result<std::int64_t> number(std::string_view pointer) const {
        return parse_integer(text(pointer));
    }
    std::int64_t asked(std::string_view name, std::int64_t otherwise) const {
        const auto value = parse_integer(query.find(name));
        return value && *value >= 0 ? *value : otherwise;
    }
};

Answer tell(const json::value& value) {
    Answer answer;
    answer.body = json::serialize(value);
    return answer;
}

Result<Answer> list_kinds(const RecordCommand&) {
    json::array list;
    for (const Platform* platform : platforms()) {
        for (const RecordKind& kind : platform->record_kinds()) {
            list.push_back(json::object{{"set", kind.name}, {"usual", kind.usual}});
        }
    }
    return tell(list);
}

/// In the order in which they were made, straight from the set: not by the way that pages go.
Result<Answer> list_records(const RecordCommand& command) {
    const std::string_view owner = command.query.find("owner");
    const bool with_gone = command.query.find("gone") == "true";
    const std::int64_t after = command.asked("after", 0);
    const std::int64_t limit = command.asked("limit", 1000);
    json::array items;
    const auto realm = command.shared.lock();
    const DataSet& set = realm->records.set(command.kind->name, owner, command.kind->usual);
    std::int64_t last = after;
    for (const Sample& sample : set.samples()) {
        const auto number = static_cast<std::int64_t>(sample.number);
        if (number <= after || (sample.gone && !with_gone)) continue;
        if (std::ssize(items) >= limit) break;
        items.push_back(command.kind->show(sample, owner));
        last = number;
    }
    return tell(
        json::object{{"size", set.samples().size()}, {"after", last}, {"items", std::move(items)}});
}

Result<Answer> resize(const RecordCommand& command) {
    TRY(const auto size, command.number("/size"));
    if (size < 0 || size > static_cast<std::int64_t>(Records::largest)) {
        return Error{Errc::invalid, "A set has from 0 to 100000 records."};
    }
    command.shared.lock()->records.resize(std::string{command.kind->name},
                                          static_cast<std::size_t>(size));
    return tell(json::object{{"size", size}});
}

Result<Answer> change(const RecordCommand& command) {
    const auto* const given = find_pointer(command.body, "/own");
    const json::object own =
        given != nullptr && given->is_object() ? given->get_object() : json::object{};
    const std::string owner = command.text("/owner");
    const auto realm = command.shared.lock();
    DataSet& set = realm->records.set(command.kind->name, owner, command.kind->usual);
    const Time now = realm->clock.now();
    const Sample* sample = nullptr;
    if (find_pointer(command.body, "/number") == nullptr) {
        sample = &set.add(now, own);
    } else {
        TRY(const auto number, command.number("/number"));
        const auto which = static_cast<std::uint64_t>(number);
        const bool removes = command.text("/remove") == "true";
        sample = removes ? set.remove(which, now) : set.change(which, now, own);
    }
    if (sample == nullptr) return Error{Errc::not_found, "There is no such record."};
    return tell(command.kind->show(*sample, owner));
}

Result<Answer> forget(const RecordCommand& command) {
    const auto realm = command.shared.lock();
    realm->records.set(command.kind->name, command.text("/owner"), command.kind->usual)
        .forget_changes();
    return tell(json::object{});
}

Result<Answer> limit(const RecordCommand& command) {
    TRY(const auto most, command.number("/most"));
    const auto realm = command.shared.lock();
    realm->rates.set_most(most);
    realm->rates.clear();
    return tell(json::object{{"most", most}});
}

struct RecordRoute {
    net::Method method;
    std::string_view path;
    Result<Answer> (*answer)(const RecordCommand&);
};

constexpr RecordRoute routes[] = {
    {net::Method::get, "/control/records", &list_kinds},
    {net::Method::get, "/control/records/*", &list_records},
    {net::Method::put, "/control/records/*", &resize},
    {net::Method::post, "/control/records/*/changes", &change},
    {net::Method::post, "/control/records/*/forget", &forget},
    {net::Method::put, "/control/limits", &limit},
};

Result<Answer> run(Mutex<Realm>& realm, const RecordRoute& route, const net::Request& request) {
    RecordCommand command{realm, Parameters{request.query()}, json::object{}, nullptr};
    if (!request.body.empty()) {
        TRY(command.body, parse_json(request.body));
    }
    if (route.path.find('*') != std::string_view::npos) {
        command.kind = find_record_kind(split(request.path(), '/').at(3));
        if (command.kind == nullptr) return Error{Errc::not_found, "There is no such data set."};
    }
    return route.answer(command);
}

}  // namespace

std::optional<Result<Answer>> answer_record_control(Mutex<Realm>& realm,
                                                    const net::Request& request) {
    for (const RecordRoute& route : routes) {
        if (route.method == request.method && is_path_of(route.path, request.path())) {
            return run(realm, route, request);
        }
    }
    return std::nullopt;
}

}  // namespace fairlead::sandbox
