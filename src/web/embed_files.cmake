# SPDX-License-Identifier: Apache-2.0
# cmake -D WEB=… -D NODE=… -D NPM=… -D FILES=… -D OUTPUT=… -P embed_files.cmake
#
# Builds web/ (npm ci and npm run build, each only if what it reads has changed since), copies
# web/dist to FILES and writes OUTPUT: a C++ source that carries those files, and beside them the
# compressed forms (name.br, name.gz) that the build of web/ made.
cmake_policy(VERSION 3.25)
get_filename_component(node_folder "${NODE}" DIRECTORY)
set(ENV{PATH} "${node_folder}:$ENV{PATH}")

function(run_npm)
    execute_process(COMMAND "${NPM}" ${ARGN} WORKING_DIRECTORY "${WEB}" RESULT_VARIABLE failed
        OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(failed)
        string(JOIN " " command ${ARGN})
        message(FATAL_ERROR "npm ${command} failed in web/:\n${said}")
    endif()
endfunction()

# One text that changes when a file that the build reads does.
function(fingerprint result)
    file(GLOB top LIST_DIRECTORIES false RELATIVE "${WEB}" "${WEB}/*" "${WEB}/.npmrc")
    file(GLOB_RECURSE below LIST_DIRECTORIES false RELATIVE "${WEB}"
        "${WEB}/src/*" "${WEB}/vite/*" "${WEB}/public/*" "${WEB}/../docs/providers/*.md")
    set(all ${top} ${below})
    # What the build itself writes there.
    list(FILTER all EXCLUDE REGEX "\\.tsbuildinfo$|/schema\\.d\\.ts$")
    list(REMOVE_DUPLICATES all)
    list(SORT all)
    set(text "")
    foreach(name IN LISTS all)
        file(SHA256 "${WEB}/${name}" digest)
        string(APPEND text "${digest} ${name}\n")
    endforeach()
    string(SHA256 text "${text}")
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

function(read_mark file result)
    set(text "none")
    if(EXISTS "${file}")
        file(READ "${file}" text)
    endif()
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Builds of two presets share web/node_modules and web/dist. The lock ends with this process.
get_filename_component(tree "${WEB}" DIRECTORY)
file(LOCK "${tree}/build/web.lock" GUARD PROCESS)
set(packages_mark "${WEB}/node_modules/.installed-from")
file(SHA256 "${WEB}/package-lock.json" packages)
read_mark("${packages_mark}" installed)
if(NOT installed STREQUAL packages)
    run_npm(ci --no-audit --no-fund --loglevel=error)
    file(WRITE "${packages_mark}" "${packages}")
endif()
fingerprint(sources)
set(built_mark "${tree}/build/web.built-from")
read_mark("${built_mark}" built)
if(NOT built STREQUAL sources OR NOT EXISTS "${WEB}/dist/index.html")
    file(REMOVE "${built_mark}")
    run_npm(run build --silent)
    file(WRITE "${built_mark}" "${sources}")
endif()
# A copy: another preset may build anew while the compiler reads.
file(REMOVE_RECURSE "${FILES}")
file(COPY "${WEB}/dist/" DESTINATION "${FILES}" PATTERN "*.map" EXCLUDE PATTERN ".*" EXCLUDE)

file(GLOB_RECURSE names LIST_DIRECTORIES false RELATIVE "${FILES}" "${FILES}/*")
list(SORT names)
set(blocks "")
set(entries "")
set(count 0)

# Appends a file's bytes to `blocks` and answers the expression that names them.
function(carry name result)
    if(NOT EXISTS "${FILES}/${name}")
        set(${result} "{}" PARENT_SCOPE)
        return()
    endif()
    math(EXPR next "${count} + 1")
    set(symbol "fairlead_web_${count}")
    string(APPEND blocks "asm(\".section .rodata\\n.global ${symbol}\\n.global ${symbol}_end\\n\"
    \"${symbol}:\\n.incbin \\\"${FILES}/${name}\\\"\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");
extern \"C\" const char ${symbol}[];
extern \"C\" const char ${symbol}_end[];
")
    set(blocks "${blocks}" PARENT_SCOPE)
    set(count ${next} PARENT_SCOPE)
    set(${result} "view(${symbol}, ${symbol}_end)" PARENT_SCOPE)
endfunction()

foreach(name IN LISTS names)
    if(name MATCHES "\\.(br|gz)$")
        continue()
    endif()
    # Also what makes this source differ when only the content of a file did.
    file(SHA256 "${FILES}/${name}" digest)
    carry("${name}" plain)
    carry("${name}.br" brotli)
    carry("${name}.gz" gzip)
    string(APPEND entries
        "        {\"/${name}\", \"${digest}\",\n         ${plain},\n         ${brotli},\n         ${gzip}},\n")
endforeach()

file(WRITE "${OUTPUT}" "// SPDX-License-Identifier: Apache-2.0
// Generated from web/ by embed_files.cmake.
#include \"web/file.h\"

#include <cstddef>

${blocks}
namespace fairlead::web {

namespace {

std::string_view view(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::span<const File> embedded_files() {
    static const File all[] = {
${entries}    };
    return all;
}

}  // namespace fairlead::web
")
