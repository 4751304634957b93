// SPDX-License-Identifier: Apache-2.0
import './ui/mantine.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import {MantineProvider} from '@mantine/core';
import {QueryClientProvider} from '@tanstack/react-query';
import {RouterProvider} from '@tanstack/react-router';
import {StrictMode} from 'react';
import {createRoot} from 'react-dom/client';
import {accountsQuery} from './api/accounts';
import {offersQuery} from './api/offers';
import {makeQueryClient} from './api/query_client';
import {mayBeSignedIn} from './lib/signed_in_note';
import {makeRouter} from './routes';
import {colorSchemes, theme} from './ui/theme';
import {Toasts} from './ui/toasts';

const queries = makeQueryClient();
const router = makeRouter(queries);

// Asked for along with who is there, not after: a round trip less before the first card.
if (mayBeSignedIn() && window.location.pathname.startsWith('/integrations')) {
  void queries.prefetchInfiniteQuery(offersQuery);
  void queries.prefetchQuery(accountsQuery);
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

// The variables are in tokens.css: the policy allows no style element.
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        colorSchemeManager={colorSchemes}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
          <Toasts />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
