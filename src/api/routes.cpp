// SPDX-License-Identifier: Apache-2.0
#include "api/routes.h"

#include "api/mount.h"

namespace fairlead::api {

// Every endpoint, each in the file of its name.
Mount mount_live;                    // health/live.cpp
Mount mount_open_api;                // health/openapi.cpp
Mount mount_ready;                   // health/ready.cpp
Mount mount_list_providers;          // providers/list.cpp
Mount mount_show_provider;           // providers/show.cpp
Mount mount_begin_bulk;              // bulk/begin.cpp
Mount mount_bulk_results;            // bulk/results.cpp
Mount mount_show_bulk;               // bulk/show.cpp
Mount mount_stop_bulk;               // bulk/stop.cpp
Mount mount_callback;                // connect/callback.cpp
Mount mount_relay_callback;          // connect/callback_form.cpp
Mount mount_create_connect_session;  // connect/create_session.cpp
Mount mount_finish_connect_session;  // connect/finish_session.cpp
Mount mount_oauth_url;               // connect/oauth_url.cpp
Mount mount_open_connect;            // connect/open.cpp
Mount mount_proceed_connect;         // connect/proceed.cpp
Mount mount_show_connect_done;       // connect/done.cpp
Mount mount_show_connect_page;       // connect/show_page.cpp
Mount mount_start_connect;           // connect/start.cpp
Mount mount_submit_credentials;      // connect/submit_credentials.cpp
Mount mount_browse_integrations;     // integrations/browse.cpp
Mount mount_show_client_document;    // integrations/client_document.cpp
Mount mount_account_activity;        // accounts/activity.cpp
Mount mount_check_account;           // accounts/check.cpp
Mount mount_disconnect_account;      // accounts/disconnect.cpp
Mount mount_disconnect_provider;     // accounts/disconnect_provider.cpp
Mount mount_list_accounts;           // accounts/list.cpp
Mount mount_patch_metadata;          // accounts/patch_metadata.cpp
Mount mount_read_account;            // accounts/read.cpp
Mount mount_refresh_account;         // accounts/refresh.cpp
Mount mount_remove_account;          // accounts/remove.cpp
Mount mount_integration_status;      // accounts/status.cpp
Mount mount_read_token;              // tokens/read.cpp
Mount mount_read_token_by_id;        // tokens/read_by_id.cpp
Mount mount_list_member_apps;        // member_app/list.cpp
Mount mount_remove_member_app;       // member_app/remove.cpp
Mount mount_show_member_app;         // member_app/show.cpp
Mount mount_store_member_app;        // member_app/store.cpp
Mount mount_read_settings;           // settings/read.cpp
Mount mount_write_settings;          // settings/write.cpp
Mount mount_setup_needed;            // setup/needed.cpp
Mount mount_set_up;                  // setup/set_up.cpp
Mount mount_events;                  // user/events.cpp
Mount mount_login;                   // user/login.cpp
Mount mount_logout;                  // user/logout.cpp
Mount mount_me;                      // user/me.cpp
Mount mount_list_notices;            // user/notices.cpp
Mount mount_list_audit;              // admin/audit.cpp
Mount mount_change_integration;      // admin/change_integration.cpp
Mount mount_change_user;             // admin/change_user.cpp
Mount mount_create_api_key;          // admin/create_api_key.cpp
Mount mount_create_integration;      // admin/create_integration.cpp
Mount mount_create_user;             // admin/create_user.cpp
Mount mount_delete_integration;      // admin/delete_integration.cpp
Mount mount_list_api_keys;           // admin/list_api_keys.cpp
Mount mount_list_integrations;       // admin/list_integrations.cpp
Mount mount_list_users;              // admin/list_users.cpp
Mount mount_revoke_api_key;          // admin/revoke_api_key.cpp
Mount mount_change_custom_provider;  // admin/change_custom_provider.cpp
Mount mount_create_custom_provider;  // admin/create_custom_provider.cpp
Mount mount_delete_custom_provider;  // admin/delete_custom_provider.cpp
Mount mount_export_provider;         // admin/export_provider.cpp
Mount mount_list_custom_providers;   // admin/list_custom_providers.cpp
Mount mount_reload_providers;        // admin/reload_providers.cpp
Mount mount_show_custom_provider;    // admin/show_custom_provider.cpp
Mount mount_try_provider;            // admin/try_provider.cpp

namespace {

constexpr Mount* mounts[] = {
    mount_live,
    mount_open_api,
    mount_ready,
    mount_list_providers,
    mount_show_provider,
    mount_callback,
    mount_relay_callback,
    mount_create_connect_session,
    mount_finish_connect_session,
    mount_oauth_url,
    mount_open_connect,
    mount_proceed_connect,
    mount_show_connect_done,
    mount_show_connect_page,
    mount_start_connect,
    mount_submit_credentials,
    mount_browse_integrations,
    mount_show_client_document,
    mount_account_activity,
    mount_begin_bulk,
    mount_show_bulk,
    mount_bulk_results,
    mount_stop_bulk,
    mount_check_account,
    mount_disconnect_account,
    mount_disconnect_provider,
    mount_list_accounts,
    mount_patch_metadata,
    mount_read_account,
    mount_refresh_account,
    mount_remove_account,
    mount_integration_status,
    mount_read_token,
    mount_read_token_by_id,
    mount_list_member_apps,
    mount_show_member_app,
    mount_store_member_app,
    mount_remove_member_app,
    mount_read_settings,
    mount_write_settings,
    mount_setup_needed,
    mount_set_up,
    mount_events,
    mount_login,
    mount_logout,
    mount_me,
    mount_list_notices,
    mount_list_audit,
    mount_change_integration,
    mount_change_user,
    mount_create_api_key,
    mount_create_integration,
    mount_create_user,
    mount_delete_integration,
    mount_list_api_keys,
    mount_list_integrations,
    mount_list_users,
    mount_revoke_api_key,
    mount_change_custom_provider,
    mount_create_custom_provider,
    mount_delete_custom_provider,
    mount_export_provider,
    mount_list_custom_providers,
    mount_reload_providers,
    mount_show_custom_provider,
    mount_try_provider,
};

}  // namespace

void mount_routes(http::Router& router, const Services* services) {
    for (Mount* const mount : mounts) mount(router, services);
}

}  // namespace fairlead::api
