// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/wakeup.h"
#include "oauth/refresher.h"

#include <map>

namespace fairlead::oauth {

struct SweepOptions {
    int per_provider = 128;            ///< refreshes of one provider in flight at a time
    int in_flight = 1024;              ///< of all providers
    int page = 500;                    ///< rows read at a time
    int pages = 10;                    ///< of one look, so that a long queue does not hold it up
    Milliseconds look_at_least{50};    ///< between looks while there is work
    Milliseconds look_at_most{60000};  ///< a look without a known due time (another node's work)
};

/// Refreshes by itself what falls due (SPEC A8), in order of its stored time, at most so many of a
/// provider at once: a million tokens that expire together wait in line and not in the platform's
/// face, and a platform that hangs does not hold up the others. How many are begun at a time is
/// RefreshPace's to say; no provider gets more than half of that. Also marks what a refused refresh
/// left to its access token (SWEEP). Sleeps until the next stored time. Every node may run one.
class RefreshSweep {
public:
    RefreshSweep(Refresher& refresher, SweepOptions options, Refresher::NextLoop next_loop);
    /// stop() first.
    ~RefreshSweep();

    void start();
    /// Blocks the calling thread, which is not a loop's. Refreshes under way go on without it.
    void stop();

    /// Something may be due sooner than was known. Thread-safe.
    void wake() { wakeup_.notify(); }

    /// One look: starts what may start now; answers how many. For one task at a time.
    Task<Result<int>> look();
    /// Refreshes that a look started and that are not over.
    std::size_t in_flight() { return flying_.lock()->connections.size(); }

private:
    struct Count {
        int flying = 0;
        int hanging = 0;  ///< of these; as of the last look
    };
    struct Flight {
        Count* of_provider;
        RefreshEngine::Moment began;
    };
    struct Flying {
        std::map<std::string, Count> by_provider;
        std::map<ConnectionId, Flight> connections;
        int hanging = 0;
        bool was_full = false;  ///< something due found no place since the last look
    };
    using Cursor = std::optional<storage::DueConnection>;
    struct Scan {
        Cursor last;
        bool reached_end = true;
        int started = 0;
    };

    Task<Result<void>> run();
    Task<Result<Scan>> scan(Time now, Cursor from, int most_pages);
    bool start_one(const storage::DueConnection& due);
    bool take(const storage::DueConnection& due);
    bool has_place(const Flying& flying, const Count& of_provider) const;
    void count_hanging();
    int page_size();
    void give_back(const storage::DueConnection& due);
    Task<Result<void>> refresh_one(storage::DueConnection due);
    Task<Result<void>> put_off(storage::DueConnection due);
    Task<Result<void>> mark_refused();
    Task<Result<Milliseconds>> pause();

    Refresher& refresher_;
    RefreshEngine& engine_;
    const SweepOptions options_;
    const Refresher::NextLoop next_loop_;
    Counter& started_;
    Gauge& lateness_;
    Mutex<Flying> flying_;
    Cursor rover_;  ///< where the look behind a long queue goes on
    unsigned looks_ = 0;
    Wakeup wakeup_;
    TaskScope scope_;
};

}  // namespace fairlead::oauth
