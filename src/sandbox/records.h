// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::sandbox {

/// Values that look like a platform's, drawn by chance that a seed fixes: the same name, the same
/// value, whatever was drawn before it. Plainly samples, and no name of anybody.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : seed_(seed) {}

    /// From 0 to `below` - 1.
    std::uint64_t number(std::string_view name, std::uint64_t below) const;
    bool chance(std::string_view name, std::uint64_t of_hundred) const {
        return number(name, 100) < of_hundred;
    }
    std::string_view pick(std::string_view name, std::initializer_list<std::string_view> of) const;
    /// A line of words: empty, plain, in other scripts, with quotes and line ends in it.
    std::string sentence(std::string_view name) const;

private:
    std::uint64_t seed_;
};

/// One record of an account, as far as all platforms keep the same of it. What else it holds the
/// platform draws from `draw`, and lays `own` over it.
struct Sample {
    std::uint64_t number = 0;  ///< from 1; never given again
    Time created{};
    Time updated{};
    std::uint64_t change = 0;  ///< its place in the order of changes
    bool gone = false;
    Draw draw{0};
    json::object own = {};  ///< members that somebody wrote
};

/// The records of one kind of one account, oldest first.
class DataSet {
public:
    DataSet(std::uint64_t seed, std::size_t size);

    const std::vector<Sample>& samples() const { return samples_; }
    /// nullptr: there never was one of this number.
    const Sample* find(std::uint64_t number) const;
    /// How many changes there have been: a sync token stands for this.
    std::uint64_t changes() const { return changes_; }

    Sample& add(Time now, json::object own);
    /// Lays members over a record, or notes that it was touched; nullptr as find().
    const Sample* change(std::uint64_t number, Time now, const json::object& own);
    const Sample* remove(std::uint64_t number, Time now);

    /// Sync tokens of before this moment are not known any more.
    void forget_changes() { oldest_ = ++changes_; }
    bool remembers(std::uint64_t change) const { return change >= oldest_ && change <= changes_; }

private:
    Sample* at(std::uint64_t number);

    std::vector<Sample> samples_;
    std::uint64_t seed_;
    std::uint64_t changes_ = 0;
    std::uint64_t oldest_ = 0;
};

/// All data sets of the sandbox. A set is called `<platform>.<kind>` and belongs to an account, or
/// to something of an account's (`<account>/<calendar>`). It is made when somebody first looks.
class Records {
public:
    DataSet& set(std::string_view name, std::string_view owner, std::size_t size = usual);

    /// How large such sets are from now on, whatever is usual; those that are there are made anew.
    void resize(const std::string& name, std::size_t size);
    void seed(std::uint64_t seed);
    void clear();

    static constexpr std::size_t largest = 100'000;
    static constexpr std::size_t usual = 25;

private:
    struct Owned {
        std::string name;
        std::string owner;
        friend auto operator<=>(const Owned&, const Owned&) = default;
    };
    std::uint64_t seed_ = 1;
    std::map<std::string, std::size_t, std::less<>> sizes_;
    std::map<Owned, DataSet> sets_;
};

/// How many calls an account may make in a window of time; the platforms differ in both.
class RateMeter {
public:
    struct Reading {
        std::int64_t used = 0;  ///< this call included
        bool is_over = false;
        Milliseconds left{0};  ///< of the window
    };
    Reading count(const std::string& who, Time now, std::int64_t most, Milliseconds window);

    /// Another limit for every account of every platform; 0: the platform's own.
    void set_most(std::int64_t most) { most_ = most; }
    std::int64_t most(std::int64_t own) const { return most_ > 0 ? most_ : own; }
    void clear() { windows_.clear(); }

private:
    struct Window {
        Time begun{};
        std::int64_t used = 0;
    };
    std::int64_t most_ = 0;
    std::map<std::string, Window> windows_;
};

}  // namespace fairlead::sandbox
