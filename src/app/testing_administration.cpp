// SPDX-License-Identifier: Apache-2.0
#include "app/administrative_commands.h"
#include "base/fail_point.h"
#include "storage/sqlite/sqlite_database.h"

namespace fairlead::app {

#ifdef FAIRLEAD_TESTING_HOOKS
namespace {

Task<Result<std::string>> set_fail_points(Administration::Arguments arguments) {
    const std::string configuration = option(arguments, "points", "");
    CO_CHECK(fail_points::set(configuration));
    co_return fail_points::hits();
}

Task<Result<std::string>> vacuum(Administered on) {
    storage::SqliteDatabase* const file = on.base.data->file();
    if (file == nullptr) co_return Error{Errc::conflict, "Only the embedded database is vacuumed."};
    CO_CHECK(co_await file->vacuum());
    co_return std::string{"Vacuumed."};
}

}  // namespace

void add_testing_commands(Administration& administration, Administered on) {
    administration.add("testing.fail_points", [](Administration::Arguments arguments) {
        return set_fail_points(std::move(arguments));
    });
    administration.add("testing.vacuum", [on](Administration::Arguments) { return vacuum(on); });
}
#else
void add_testing_commands(Administration&, Administered) {}
#endif

}  // namespace fairlead::app
