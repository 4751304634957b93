// SPDX-License-Identifier: Apache-2.0
export function AccountPage() {
  return null;
}
