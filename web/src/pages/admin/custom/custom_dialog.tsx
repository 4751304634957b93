// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState, type FormEvent} from 'react';
import {customFileQuery, useSaveCustom, type CustomProvider} from '@/api/custom';
import {Problem} from '@/api/problem';
import {draftOf, emptyForm, type FormValues} from '@/lib/custom_form';
import {customFile} from '@/lib/provider_file';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {Dialog, DialogActions} from '@/ui/dialog';
import {Failure} from '@/ui/failure';
import {CustomFields} from './custom_fields';
import {FileField} from './file_field';

interface Props {
  /** To be changed; else a new one is added. */
  item: CustomProvider | null;
  /** What a new one is called. */
  name: string;
  onClose: () => void;
}

/** A provider of one's own: by the form that most need, or as the file that it becomes. */
export function CustomDialog({item, name, onClose}: Props) {
  const words = t.admin.custom;
  const present = useQuery({...customFileQuery(item?.id ?? ''), enabled: item !== null});
  const save = useSaveCustom(item?.id);
  const [isFile, setIsFile] = useState(item !== null);
  const [values, setValues] = useState<FormValues>({...emptyForm, name});
  const [typed, setTyped] = useState<string | null>(null);
  const file = typed ?? (item ? (present.data?.file ?? '') : customFile(values.name));
  const problem = save.error instanceof Problem ? save.error : null;
  const title = item ? words.editOf(item.name) : words.newTitle;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(isFile ? {file} : draftOf(values), {
      onSuccess: (saved) => {
        toast(words.saved(saved.name));
        onClose();
      },
    });
  };
  return (
    <Dialog title={title} onClose={onClose} isBusy={save.isPending}>
      <form className="stack" onSubmit={submit} autoComplete="off">
        {!item && (
          <fieldset className="row">
            <legend>{words.how}</legend>
            {[false, true].map((one) => (
              <label key={String(one)} className="row">
                <input type="radio" name="how" checked={isFile === one} onChange={() => setIsFile(one)} />
                {one ? words.asFile : words.asForm}
              </label>
            ))}
          </fieldset>
        )}
        <Failure error={present.error} />
        {isFile ? (
          <FileField value={file} faults={problem?.faultsUnder('/file') ?? []} onChange={setTyped} />
        ) : (
          <CustomFields values={values} problem={problem} onChange={(part) => setValues((old) => ({...old, ...part}))} />
        )}
        <Failure error={save.error} />
        {problem?.faultsUnder('').map((fault) => <p key={fault}>{fault}</p>)}
        <DialogActions>
          <Button variant="default" disabled={save.isPending} onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={save.isPending || (item !== null && !present.data)}>
            {words.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
