// SPDX-License-Identifier: Apache-2.0
// Whether somebody signed in with this browser and not out again. The session itself is in a cookie
// that scripts cannot see; without this note every visitor's first request would be refused.

const place = 'fairlead-signed-in';

/** True also where nothing can be noted: then the server is asked. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(place) === 'yes';
  } catch {
    return true;
  }
}

export function noteSignedIn(isIn: boolean) {
  try {
    if (isIn) localStorage.setItem(place, 'yes');
    else localStorage.removeItem(place);
  } catch {
    // See above.
  }
}
