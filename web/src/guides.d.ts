// SPDX-License-Identifier: Apache-2.0
declare module 'virtual:guides' {
  /** Addresses of the providers' guides, by the provider's id; not every provider has one. */
  export const guides: Record<string, string>;
}
