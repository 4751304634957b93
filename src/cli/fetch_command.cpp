// SPDX-License-Identifier: Apache-2.0
#include "cli/fetch_command.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/administer.h"

#include <iostream>
#include <limits>
#include <thread>

namespace fairlead::cli {
namespace {

constexpr Seconds longest_wait{600};  ///< in all
constexpr Seconds usual_wait{5};      ///< where the platform does not say

/// A page as `connections.fetch` tells it.
struct Page {
    std::string end;
    std::string place;
    std::string since;
    std::string message;
    std::string detail;
    std::optional<Seconds> wait;
    std::vector<std::string> records;
};

Result<Page> page_of(const std::string& text) {
    auto lines = split(text, '\n');
    TRY(const auto head, parse_json(lines.front(), {.bytes = 8 << 20, .depth = 8}));
    const auto member = [&](const char* at) {
        return scalar_text(find_pointer(head, at)).value_or("");
    };
    Page page{member("/end"),
              member("/place"),
              member("/since"),
              member("/message"),
              member("/detail"),
              std::nullopt,
              {}};
    if (const auto wait = parse_integer(member("/wait"))) page.wait = Seconds{*wait};
    page.records.assign(std::make_move_iterator(lines.begin() + 1),
                        std::make_move_iterator(lines.end()));
    return page;
}

/// A fetch from its first page to its end.
class Fetch {
public:
    Fetch(Administrator& server, const Arguments& arguments, std::int64_t limit)
        : server_(server), limit_(limit) {
        asked_ = {{"id", arguments.get("id")},
                  {"resource", arguments.get("resource")},
                  {"since", arguments.get("since")}};
        if (limit < 1000) asked_["page-size"] = std::to_string(limit);
    }

    int run() {
        for (;;) {
            const auto answer = server_.ask("connections.fetch", asked_);
            if (!answer) return stop(answer.error());
            const auto page = page_of(*answer);
            if (!page) return stop(page.error());
            const bool is_full = !show(*page);
            if (is_full) return tell("stopped at the limit", 0, "");
            if (page->end == "complete") return tell("complete", 0, page->since);
            if (page->end == "going_on") continue;
            if (page->end == "rate_limited" && wait(*page)) continue;
            fail(page->message);
            if (!page->detail.empty()) std::cerr << "  (" << page->detail << ")\n";
            return tell(page->end, 1, "");
        }
    }

private:
    /// False: as many as were wanted have been shown.
    bool show(const Page& page) {
        if (page.end != "rate_limited") ++pages_;
        asked_["place"] = page.place;
        for (const auto& record : page.records) {
            if (records_ == limit_) return false;
            std::cout << record << '\n';
            ++records_;
        }
        std::cout.flush();
        return records_ < limit_ || page.end == "complete";
    }

    /// False: it would take too long.
    bool wait(const Page& page) {
        const auto pause = std::max(page.wait.value_or(usual_wait), Seconds{1});
        waited_ += pause;
        if (waited_ > longest_wait) return false;
        std::cerr << page.message << " Waiting for " << pause.count() << " s.\n";
        std::this_thread::sleep_for(pause);
        return true;
    }

    int stop(const Error& error) {
        fail(error);
        return tell("failed", 1, "");
    }

    int tell(const std::string& outcome, int status, const std::string& since) const {
        std::cerr << pages_ << (pages_ == 1 ? " page, " : " pages, ") << records_
                  << (records_ == 1 ? " record, " : " records, ") << outcome;
        if (!since.empty()) std::cerr << "; what changes from now on: --since " << since;
        std::cerr << '\n';
        return status;
    }

    Administrator& server_;
    const std::int64_t limit_;
    std::map<std::string, std::string> asked_;
    std::int64_t pages_ = 0;
    std::int64_t records_ = 0;
    Seconds waited_{0};
};

Result<std::int64_t> limit_of(const Arguments& arguments) {
    if (!arguments.has("limit")) return std::numeric_limits<std::int64_t>::max();
    const auto limit = parse_integer(arguments.get("limit"));
    if (limit && *limit > 0) return *limit;
    return Error{Errc::invalid, "--limit: expected a whole number of at least 1"};
}

}  // namespace

int fetch(const Arguments& arguments) {
    const auto limit = limit_of(arguments);
    if (!limit) return fail(limit.error());
    auto server = Administrator::open(arguments);
    if (!server) return fail(server.error());
    return Fetch{**server, arguments, *limit}.run();
}

}  // namespace fairlead::cli
