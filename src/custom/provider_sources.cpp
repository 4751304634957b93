// SPDX-License-Identifier: Apache-2.0
#include "custom/provider_sources.h"

namespace fairlead::custom {

namespace {

/// Where nodes tell each other that providers were added, changed or taken away.
constexpr const char* channel = "providers";
constexpr Milliseconds look_every{5'000};

using Reports = std::vector<catalog::SourceReport>;
using Faults = std::vector<catalog::FileFault>;

catalog::UserSource source_of(storage::CustomProvider provider) {
    auto label = provider.id + ".yaml";
    return {std::move(provider.id), std::move(label), std::move(provider.text),
            owner_text(provider.workspace)};
}

const char* state_of(catalog::SourceReport::State state) {
    return state == catalog::SourceReport::State::former ? "as it was before" : "without it";
}

}  // namespace

std::string owner_text(WorkspaceId workspace) { return workspace.text(); }

ProviderSources::ProviderSources(Services services, Changed changed)
    : services_(services), changed_(std::move(changed)), store_(services.database) {
    Cache::Listener listener;
    listener.heard = [this](const std::string&) { look_soon(); };
    listener.missed = [this] { look_soon(); };
    subscription_ = services_.cache.subscribe(channel, std::move(listener));
}

void ProviderSources::look_soon() {
    is_told_ = true;
    news_.notify();
}

void ProviderSources::tell_others() { services_.cache.publish(channel, "changed"); }

Task<Result<void>> ProviderSources::reload() {
    CO_CHECK(co_await read_files());
    CO_CHECK(co_await read_rows());
    co_return co_await after_reading();
}

Task<Result<void>> ProviderSources::reload_added() {
    CO_CHECK(co_await read_rows());
    CO_CHECK(co_await after_reading());
    tell_others();
    co_return ok();
}

Task<Result<void>> ProviderSources::read_files() {
    auto stamp = std::make_shared<std::string>();
    std::function<Result<void>()> work = [this, stamp] {
        // The stamp comes first: what is written meanwhile is noticed the next time.
        *stamp = services_.catalog.files_stamp();
        return services_.catalog.reload();
    };
    auto read = co_await offload(services_.slow_work, std::move(work));
    // What cannot be read is told once, and looked at again when it is another.
    seen_.lock()->files = std::move(*stamp);
    co_return read;
}

/// Two that read at once may end in the wrong order; the stamp of the database tells.
Task<Result<void>> ProviderSources::read_rows() {
    for (;;) {
        CO_TRY(auto before, co_await store_.stamp());
        CO_TRY(auto rows, co_await store_.all());
        auto sources = std::make_shared<std::vector<catalog::UserSource>>();
        for (auto& row : rows) sources->push_back(source_of(std::move(row)));
        std::function<Result<void>()> work = [this, sources] {
            return services_.catalog.set_added(*sources);
        };
        CO_CHECK(co_await offload(services_.slow_work, std::move(work)));
        CO_TRY(const auto after, co_await store_.stamp());
        if (before != after) continue;
        seen_.lock()->rows = std::move(before);
        co_return ok();
    }
}

Task<Result<void>> ProviderSources::after_reading() {
    CO_TRY(const auto found, co_await reports());
    tell_faults(found);
    if (changed_) CO_CHECK(co_await changed_());
    co_return ok();
}

/// Each once, as long as it lasts.
void ProviderSources::tell_faults(const Reports& reports) {
    std::set<std::string> present;
    const auto seen = seen_.lock();
    for (const auto& report : reports) {
        for (const auto& fault : report.faults) {
            auto text = fault.text();
            present.insert(text);
            if (seen->told.contains(text)) continue;
            services_.log.error(
                "a provider is not as its file says",
                {{"provider", report.id}, {"fault", text}, {"goes_on", state_of(report.state)}});
        }
    }
    seen->told = std::move(present);
}

/// A file may be caught half written, and be sound as far as it goes: it counts once two looks saw
/// the same.
bool ProviderSources::have_files_settled(const std::string& stamp) {
    const auto seen = seen_.lock();
    const bool is_new = stamp != seen->files;
    const bool is_settled = is_new && stamp == seen->pending;
    seen->pending = stamp;
    return is_settled;
}

Task<Result<void>> ProviderSources::look() {
    if (is_told_.exchange(false)) co_return co_await reload();
    std::function<Result<std::string>()> work = [this]() -> Result<std::string> {
        return services_.catalog.files_stamp();
    };
    CO_TRY(const auto files, co_await offload(services_.slow_work, std::move(work)));
    if (have_files_settled(files)) co_return co_await reload();
    CO_TRY(const auto rows, co_await store_.stamp());
    if (rows == seen_.lock()->rows) co_return ok();
    CO_CHECK(co_await read_rows());
    co_return co_await after_reading();
}

Task<Result<void>> ProviderSources::run() {
    for (;;) {
        CO_CHECK(co_await news_.wait(look_every));
        const auto looked = co_await look();
        if (!looked) services_.log.failure("providers were not read again", looked.error());
    }
}

Task<Result<Reports>> ProviderSources::reports() {
    std::function<Result<Reports>()> work = [this]() -> Result<Reports> {
        return services_.catalog.reports();
    };
    return offload(services_.slow_work, std::move(work));
}

Task<Result<Faults>> ProviderSources::faults_of(catalog::UserSource source) {
    std::function<Result<Faults>()> work = [this, source = std::move(source)]() -> Result<Faults> {
        return services_.catalog.faults_of(source);
    };
    return offload(services_.slow_work, std::move(work));
}

}  // namespace fairlead::custom
