// SPDX-License-Identifier: Apache-2.0
import {accounts} from './en_accounts';
import {admin} from './en_admin';
import {connecting} from './en_connecting';
import {plural} from './format';

export const en = {
  dismiss: 'Dismiss',
  details: 'Details',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  copy: 'Copy',
  copied: 'Copied',
  loading: 'Loading…',
  more: 'More',
  none: 'None',
  opensNewWindow: 'opens in a new window',
  loadFailed: 'This could not be loaded',
  tryAgain: 'Try again',
  technical: (status: number, code: string, request: string) =>
    `${status} ${code}${request ? ` · request ${request}` : ''}`,

  /** Said below each error: whose turn it is. */
  whose: {
    you: 'Something for you to do.',
    nobody: 'Nothing is wrong.',
    platform: "The platform's problem, not yours.",
    network: 'The network between you and us.',
    us: 'Our problem, not yours.',
    operator: 'Something for the people who run Fairlead here.',
  },

  rail: {
    name: 'Main',
    operators: 'For operators',
    skip: 'Skip to content',
    integrations: 'Integrations',
    settings: 'Settings',
    providers: 'Providers',
    keys: 'Keys',
    users: 'Users',
    waiting: (count: number) => plural(count, {one: '# needs you', other: '# need you'}),
  },

  login: {
    title: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    forgotten: 'Password forgotten? The people who run Fairlead here can set a new one.',
    signedOut: 'You are signed out.',
    ended: 'You were signed out. Sign in again to go on.',
    showPassword: 'Show the password',
  },

  setup: {
    title: 'Set up Fairlead',
    lead: 'You are the first one here. Make the account of the administrator, who adds providers, keys and users.',
    code: 'Set-up code',
    codeHint: 'The last part of the link that the server printed when it started.',
    passwordHint: 'At least 8 characters; a short sentence is good.',
    submit: 'Create administrator and sign in',
    done: 'Fairlead is set up already.',
    toLogin: 'Go to sign-in',
  },

  proof: {
    title: 'Is it still you?',
    lead: (email: string) =>
      `You gave the password of ${email} some time ago. Give it again to change what concerns everybody.`,
    submit: 'Confirm and go on',
  },

  settings: {
    title: 'Settings',
    theme: 'Theme',
    themes: {auto: "The system's", light: 'Light', dark: 'Dark'},
    account: 'Your account',
    role: {admin: 'Administrator', member: 'Member'},
    logout: 'Sign out',
    everywhere: 'Sign out on all devices',
    ownApps: {
      title: 'Your own apps',
      lead: 'Apps that you registered with platforms yourself. What you connect is granted to them.',
      client: (id: string) => `Client id ${id}`,
      notAllowed: (id: string) =>
        `Client id ${id}. Members may not bring apps for this platform any more; what is connected with it goes on.`,
      change: 'Change',
      changeOf: (name: string) => `Change your app for ${name}`,
      remove: 'Remove',
      removeOf: (name: string) => `Remove your app for ${name}`,
      sure: (name: string) => `Remove your app for ${name}?`,
      sureBody: 'What is connected with it goes on until you disconnect it. New accounts are connected without it.',
    },
  },

  notFound: {
    title: 'There is no such page',
    body: 'The address may be mistyped, or what was here is gone.',
    back: 'Go to integrations',
  },

  crash: {
    title: 'This page stopped working',
    body: 'Our problem, not yours. Loading it again usually helps; nothing you did is lost.',
    again: 'Load again',
  },

  ...connecting,
  ...accounts,
  admin,
};
