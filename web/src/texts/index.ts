// SPDX-License-Identifier: Apache-2.0
import {en} from './en';

/** Every word the page says. Another language is another catalogue of this shape. */
export type Texts = typeof en;

export const t: Texts = en;
