// SPDX-License-Identifier: Apache-2.0
// Build-time tool: checks providers/*.yaml and writes the table that the server carries.
//
//     provider_compiler DIRECTORY OUTPUT      table; every fault on stderr, exit 1
//     provider_compiler --check DIRECTORY     faults only
//     provider_compiler --schema OUTPUT       JSON Schema for editors
//     provider_compiler --index TABLE OUTPUT  docs/providers/README.md, of a table
#include "catalog/compiled.h"
#include "catalog/pretty_json.h"
#include "catalog/provider_files.h"
#include "catalog/provider_index.h"
#include "catalog/shape.h"

#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <list>
#include <set>

namespace {

using namespace fairlead;
using namespace fairlead::catalog;

std::string label_of(const ProviderFile& file) { return "providers/" + file.id + ".yaml"; }

struct Compilation {
    Sources sources;
    std::list<std::string> texts;  // what entries point into
    std::vector<CompiledEntry> entries;
    std::vector<FileFault> faults;
};

void take(Compilation& all, const std::vector<FileFault>& faults) {
    all.faults.insert(all.faults.end(), faults.begin(), faults.end());
}

void read_files(Compilation& all, const std::vector<ProviderFile>& files) {
    for (const auto& file : files) {
        auto document = read_provider_file(file.text, file.id, label_of(file));
        take(all, document.faults);
        if (document.faults.empty()) {
            all.texts.push_back(json::serialize(document.root));
            all.entries.push_back({{}, all.texts.back(), {}});
            const auto* like = find_pointer(document.root, "/like");
            all.entries.back().like = like ? scalar_text(like).value_or("") : "";
            all.entries.back().outlined.summary.id = file.id;
            all.sources.add_file(file.id, std::move(document));
        }
    }
}

void examine_all(Compilation& all) {
    for (auto& entry : all.entries) {
        const auto id = entry.outlined.summary.id;
        const auto faults = examine(all.sources, id, {}, LoopbackHttp::refused);
        take(all, faults);
        if (!faults.empty()) continue;
        if (auto outlined = outline_provider(all.sources, id)) {
            entry.outlined = *std::move(outlined);
        }
    }
}

int write_file(const std::string& path, const std::string& text) {
    std::ofstream stream{path, std::ios::binary};
    stream << text;
    stream.close();
    if (stream) return 0;
    std::cerr << path << ": cannot be written\n";
    return 1;
}

int compile(const std::string& directory, const std::string& output) {
    const auto files = load_provider_files(directory);
    if (!files) {
        std::cerr << files.error().message << "\n";
        return 1;
    }
    Compilation all;
    read_files(all, *files);
    examine_all(all);
    // A parent's fault shows in every child.
    std::set<std::string> lines;
    for (const auto& fault : all.faults) lines.insert(fault.text());
    for (const auto& line : lines) std::cerr << line << "\n";
    if (!lines.empty()) {
        std::cerr << lines.size() << " faults in " << files->size() << " files\n";
        return 1;
    }
    if (output.empty()) return 0;
    return write_file(output, write_compiled(all.entries));
}

int write_index(const std::string& table, const std::string& output) {
    std::ifstream stream{table, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    CatalogOptions options;
    options.builtin = text;
    options.server["sandbox"] = "https://localhost:9443";
    const auto catalog = Catalog::create(std::move(options));
    if (catalog) return write_file(output, provider_index(**catalog));
    std::cerr << catalog.error().message << "\n";
    return 1;
}

int write_schema(const std::string& output) {
    return write_file(output, pretty_json(provider_json_schema()));
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words{arguments + 1, arguments + count};
    if (words.size() == 2 && words[0] == "--schema") return write_schema(words[1]);
    if (words.size() == 2 && words[0] == "--check") return compile(words[1], "");
    if (words.size() == 3 && words[0] == "--index") return write_index(words[1], words[2]);
    if (words.size() == 2) return compile(words[0], words[1]);
    std::cerr
        << "usage: provider_compiler DIRECTORY OUTPUT | --check DIRECTORY | --schema OUTPUT | "
           "--index TABLE OUTPUT\n";
    return 2;
}
