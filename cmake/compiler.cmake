# SPDX-License-Identifier: Apache-2.0
# What every translation unit of ours is compiled with. Consumers of nothing else inherit it.
add_library(fairlead_options INTERFACE)
target_compile_features(fairlead_options INTERFACE cxx_std_20)
target_include_directories(fairlead_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(fairlead_options INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor $<$<BOOL:${FAIRLEAD_WARNINGS_ARE_ERRORS}>:-Werror>
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
    -ffile-prefix-map=${CMAKE_BINARY_DIR}/=build/
    -fstack-protector-strong)
# Of files compiled together a local name may be that of something in another, and none is the
# compiler's main file; the presets that compile each alone look for shadows.
target_compile_options(fairlead_options INTERFACE
    "$<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-shadow;-Wno-subobject-linkage>")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 inlines the operator new of a coroutine's frame but not its delete, and takes the two
    # for a mismatch.
    target_compile_options(fairlead_options INTERFACE -fcoroutines -Wno-mismatched-new-delete)
endif()
target_compile_definitions(fairlead_options INTERFACE
    BOOST_ASIO_NO_DEPRECATED
    BOOST_ASIO_DISABLE_BOOST_ARRAY BOOST_ASIO_DISABLE_BOOST_BIND BOOST_ASIO_DISABLE_BOOST_REGEX
    FAIRLEAD_VERSION="${PROJECT_VERSION}")
target_link_options(fairlead_options INTERFACE -Wl,-z,relro,-z,now)

if(FAIRLEAD_TESTING_HOOKS)
    target_compile_definitions(fairlead_options INTERFACE FAIRLEAD_TESTING_HOOKS=1)
endif()

if(FAIRLEAD_SANITIZE)
    target_compile_options(fairlead_options INTERFACE
        -fsanitize=${FAIRLEAD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(fairlead_options INTERFACE -fsanitize=${FAIRLEAD_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Instrumented code confuses g++'s own flow analysis; the other presets keep this warning.
        target_compile_options(fairlead_options INTERFACE -Wno-maybe-uninitialized)
    endif()
    if(FAIRLEAD_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # What UBSan says of each check is millions of relocations, which every start of a test or
        # of a server would work through; at a fixed address there are none.
        target_link_options(fairlead_options INTERFACE -no-pie)
    endif()
    if(FAIRLEAD_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Asio has fences beside its mutexes; this sanitizer does not see fences and says so.
        target_compile_options(fairlead_options INTERFACE -Wno-tsan)
    endif()
else()
    target_compile_definitions(fairlead_options INTERFACE
        $<$<CONFIG:Release,RelWithDebInfo>:_FORTIFY_SOURCE=3> _GLIBCXX_ASSERTIONS)
    # Coroutine frames come from operator new, which keeps freed ones for the thread; glibc's
    # aligned_alloc never takes those back, and a request has two dozen frames. None of ours is
    # aligned to more than operator new gives. The sanitizers' presets do without.
    target_compile_definitions(fairlead_options INTERFACE
        $<$<CONFIG:Release,RelWithDebInfo>:BOOST_ASIO_DISABLE_STD_ALIGNED_ALLOC>
        $<$<CONFIG:Release,RelWithDebInfo>:BOOST_ASIO_DISABLE_BOOST_ALIGN>)
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(FAIRLEAD_CCACHE ccache)
if(FAIRLEAD_CCACHE)
    # base_dir and no hash_dir: a fresh clone elsewhere hits what this one compiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${FAIRLEAD_CCACHE})
endif()

find_program(FAIRLEAD_MOLD mold)
if(FAIRLEAD_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(fairlead_options INTERFACE -fuse-ld=mold)
endif()
