// SPDX-License-Identifier: Apache-2.0
export function IntegrationPage() {
  return null;
}
