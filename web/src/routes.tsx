// SPDX-License-Identifier: Apache-2.0
import type {QueryClient} from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import {meQuery, setupQuery} from './api/session';
import {loginSearch, safePath} from './lib/login_search';
import {readMarketSearch} from './lib/marketplace';
import {readSearch} from './lib/search';
import {Crash} from './pages/crash';
import {IntegrationsPage} from './pages/integrations/integrations_page';
import {NotFound} from './pages/not_found';
import {SignedIn} from './pages/signed_in';

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Crash,
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: loginSearch,
  beforeLoad: async ({context, search}) => {
    const me = await context.queries.ensureQueryData(meQuery);
    if (me) throw redirect({to: safePath(search.next)});
    const needed = await context.queries.fetchQuery(setupQuery).catch(() => false);
    if (needed) throw redirect({to: '/setup'});
  },
  component: lazyRouteComponent(() => import('./pages/login/login_page'), 'LoginPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/setup/setup_page'), 'SetupPage'),
});

/** Everything behind the login. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({context, location}) => {
    const me = await context.queries.ensureQueryData(meQuery);
    if (!me) throw redirect({to: '/login', search: {next: location.href}});
    return {isAdmin: me.user?.role === 'admin'};
  },
  component: SignedIn,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({to: '/integrations'});
  },
});

const integrations = createRoute({
  getParentRoute: () => inside,
  path: '/integrations',
  validateSearch: readSearch,
  component: IntegrationsPage,
});

const integration = createRoute({
  getParentRoute: () => inside,
  path: '/integrations/$key',
  component: lazyRouteComponent(() => import('./pages/integration/integration_page'), 'IntegrationPage'),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: '/accounts/$id',
  component: lazyRouteComponent(() => import('./pages/account/account_page'), 'AccountPage'),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings_page'), 'SettingsPage'),
});

const admin = createRoute({
  getParentRoute: () => inside,
  path: '/admin',
  component: lazyRouteComponent(() => import('./pages/admin/admin_frame'), 'AdminFrame'),
});

const adminIntegrations = createRoute({
  getParentRoute: () => admin,
  path: '/integrations',
  validateSearch: (search: Record<string, unknown>): {provider?: string} =>
    typeof search.provider === 'string' ? {provider: search.provider} : {},
  component: lazyRouteComponent(() => import('./pages/admin/integrations/providers_page'), 'ProvidersPage'),
});

const adminMarketplace = createRoute({
  getParentRoute: () => admin,
  path: '/marketplace',
  validateSearch: readMarketSearch,
  component: lazyRouteComponent(() => import('./pages/admin/marketplace/marketplace_page'), 'MarketplacePage'),
});

const adminCustom = createRoute({
  getParentRoute: () => admin,
  path: '/custom',
  validateSearch: (search: Record<string, unknown>): {add?: string} =>
    typeof search.add === 'string' || typeof search.add === 'number' ? {add: String(search.add)} : {},
  component: lazyRouteComponent(() => import('./pages/admin/custom/custom_page'), 'CustomPage'),
});

const adminKeys = createRoute({
  getParentRoute: () => admin,
  path: '/keys',
  component: lazyRouteComponent(() => import('./pages/admin/keys/keys_page'), 'KeysPage'),
});

const adminUsers = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  component: lazyRouteComponent(() => import('./pages/admin/users/users_page'), 'UsersPage'),
});

const tree = root.addChildren([
  home,
  login,
  setup,
  inside.addChildren([
    integrations,
    integration,
    account,
    settings,
    admin.addChildren([adminIntegrations, adminMarketplace, adminCustom, adminKeys, adminUsers]),
  ]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: {queries},
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}
