// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/disk.h"
#include "base/handoff.h"
#include "base/id.h"
#include "base/random.h"
#include "base/time.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace fairlead::storage {

/// Where an answer of a platform becomes durable before anything else happens to it (`refresh.md`
/// section 6): one file of equal slots whose space was written once, so that a full disk cannot
/// take it away. The node's identity lives in this file and moves with it.
///
/// It keeps bytes and judges nothing: whether a slot's content is whole is for its reader, who
/// authenticates it. A slot is free, reserved (in memory alone), full, free again when wiped.
///
/// Thread-safe. One thread of its own does the disk's work; writes that come while it syncs share
/// the next fdatasync. It passes the fail points journal_full, before_journal_write,
/// after_journal_write, journal_eio, after_fdatasync, before_wipe and after_wipe.
class Journal {
public:
    static constexpr std::size_t slot_size = std::size_t{64} * 1024;
    static constexpr std::uint32_t default_slots = 256;

    /// Opens the file, or makes it with `slots` slots and a fresh node id; blocks. A file keeps the
    /// number it was made with. `conflict` when another process has it, or it is something else;
    /// the messages say what to do.
    static Result<std::unique_ptr<Journal>> open(Disk& disk, Random& random, std::string path,
                                                 std::uint32_t slots = default_slots);
    /// Finishes what is queued.
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// The right to one slot. Dropped before anything was written, the slot is free again; dropped
    /// later, it stays full until the next start finds it. It must not outlive its journal.
    class Slot {
    public:
        Slot() = default;
        Slot(Slot&& other) noexcept;
        Slot& operator=(Slot&& other) noexcept;
        ~Slot();

        bool is_held() const { return journal_ != nullptr; }
        std::uint32_t number() const { return number_; }

    private:
        friend class Journal;
        Slot(Journal& journal, std::uint32_t number) : journal_(&journal), number_(number) {}
        void drop();

        Journal* journal_ = nullptr;
        std::uint32_t number_ = 0;
    };

    /// A slot that was full when the file was opened, with all its bytes.
    struct Found {
        Slot slot;
        std::string content;
    };

    const Uuid& node_id() const { return node_id_; }
    std::uint32_t slots() const { return slots_; }
    std::uint32_t free_slots() const;

    /// What the last run left, each once: to be replayed and wiped before anything is reserved.
    std::vector<Found> take_found();

    /// Takes a free slot, waiting up to `at_most` for one; who waits longest gets the next.
    /// `unavailable`: none became free.
    Task<Result<Slot>> reserve(Milliseconds at_most);

    /// Writes into a reserved slot; durable when answered. At most `slot_size` bytes, else
    /// `too_large`. After an error nothing is known to be there; the slot may be written again.
    /// `when_durable` is called at that moment on the journal's thread, before the caller's loop
    /// gets to the answer, and not at all after an error.
    Task<Result<void>> write(Slot& slot, std::string content,
                             std::function<void()> when_durable = {});

    /// Overwrites the slot with zeros and frees it, by and by. A wipe that is lost in a crash does
    /// no harm: the replay finds nothing to do.
    void wipe(Slot slot);

    /// Answers when everything queued before it is done.
    Task<Result<void>> flush();

private:
    enum class State : std::uint8_t { free, reserved, full };
    struct Write {
        std::uint32_t number;
        std::string content;
        std::function<void()> when_durable;
        Resume<void> resume;
    };
    struct Wipe {
        std::uint32_t number;
    };
    struct Flush {
        Resume<void> resume;
    };
    using Request = std::variant<Write, Wipe, Flush>;

    Journal(std::unique_ptr<File> file, Uuid node_id, std::uint32_t slots);
    static Result<std::unique_ptr<Journal>> load(std::unique_ptr<File> file,
                                                 const std::string& path);
    Result<void> find_full();
    void take_or_wait(std::uint64_t turn, const Resume<Slot>& resume);
    void leave(std::uint64_t turn);
    void give_back(std::uint32_t number);
    void hand_on(std::unique_lock<std::mutex> lock, std::uint32_t number);
    void submit(Request request);
    void work();
    void run(std::vector<Request> batch);
    Result<void> put(const Write& write);
    void zero(std::uint32_t number);

    const std::unique_ptr<File> file_;
    const Uuid node_id_;
    const std::uint32_t slots_;
    std::vector<Found> found_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<State> states_;
    std::vector<std::size_t> used_;  ///< bytes of each slot that may differ from zero
    std::vector<std::uint32_t> free_;
    std::map<std::uint64_t, Resume<Slot>> waiting_;  ///< for a slot, by their turn
    std::atomic<std::uint64_t> turns_{0};
    std::vector<Request> queue_;
    bool stopping_ = false;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace fairlead::storage
