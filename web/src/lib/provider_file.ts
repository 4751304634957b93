// SPDX-License-Identifier: Apache-2.0

/** What a provider's id may be: lower case letters, digits and hyphens. */
export function providerId(name: string): string {
  const id = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return id || 'my-platform';
}

/** The beginning of a file for a platform that the catalogue does not have. */
export function providerFile(name: string): string {
  return fileOf(providerId(name), name);
}

/** The same for one that is added to the running server: its id begins with custom-. */
export function customFile(name: string): string {
  return fileOf(`custom-${providerId(name).slice(0, 57)}`, name);
}

function fileOf(id: string, name: string): string {
  return `# ${id}.yaml
schema: 1
id: ${id}
name: ${JSON.stringify(name.trim() || 'My platform')}
groups: [other]
docs: https://example.com/developers
api:
  base: https://api.example.com
auth:
  oauth:
    kind: oauth2_code
    authorize: {url: https://example.com/oauth/authorize}
    token: {url: https://example.com/oauth/token}
whoami:
  path: /me
  id: /id
`;
}
