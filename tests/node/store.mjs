// SPDX-License-Identifier: Apache-2.0
// All that the provider stores, by model and id: a store of our own can be asked and emptied.
export const models = new Map();

export class Store {
  constructor(model) {
    if (!models.has(model)) models.set(model, new Map());
    this.rows = models.get(model);
  }

  async upsert(id, payload, expiresIn) {
    const dies = expiresIn ? Date.now() + expiresIn * 1000 : Infinity;
    this.rows.set(id, {payload, dies});
  }

  live(row) {
    return row && row.dies > Date.now() ? row.payload : undefined;
  }

  async find(id) {
    return this.live(this.rows.get(id));
  }

  async findBy(member, value) {
    const row = [...this.rows.values()].find(({payload}) => payload[member] === value);
    return this.live(row);
  }

  findByUid(uid) {
    return this.findBy('uid', uid);
  }

  findByUserCode(code) {
    return this.findBy('userCode', code);
  }

  async consume(id) {
    this.rows.get(id).payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.rows.delete(id);
  }

  async revokeByGrantId(grantId) {
    for (const [id, {payload}] of this.rows) {
      if (payload.grantId === grantId) this.rows.delete(id);
    }
  }
}

export function countLive(model) {
  const now = Date.now();
  const rows = [...(models.get(model) ?? new Map()).values()];
  return rows.filter(({payload, dies}) => dies > now && !payload.consumed).length;
}
