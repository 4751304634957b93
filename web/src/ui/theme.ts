// SPDX-License-Identifier: Apache-2.0
import {
  Button,
  createTheme,
  localStorageColorSchemeManager,
  Menu,
  PasswordInput,
  TextInput,
} from '@mantine/core';

export const themeKey = 'fairlead-theme';

/** theme_boot.js reads the same place before the first paint. */
export const colorSchemes = localStorageColorSchemeManager({key: themeKey});

/**
 * What is drawn next may ask at once what has the focus, to give it back: it is the menu's button, not
 * an item that is about to go. The library's own return of the focus comes a timer later.
 */
function leaveMenu() {
  const menu = document.activeElement?.closest('[role=menu]');
  document.getElementById(menu?.getAttribute('aria-labelledby') ?? '')?.focus({preventScroll: true});
}

export const theme = createTheme({
  primaryColor: 'teal',
  defaultRadius: 8,
  focusRing: 'never', // ours, in base.css, is the same on everything
  cursorType: 'pointer',
  components: {
    Button: Button.extend({defaultProps: {size: 'sm'}}),
    Menu: Menu.extend({
      defaultProps: {
        position: 'bottom-end',
        transitionProps: {duration: 0},
        returnFocus: true,
        onClose: leaveMenu,
        withInitialFocusPlaceholder: false, // the first item has it
      },
    }),
    TextInput: TextInput.extend({defaultProps: {size: 'md'}}),
    PasswordInput: PasswordInput.extend({defaultProps: {size: 'md'}}),
  },
});
