// Two protections for forms that change something (method post):
//   sent once   a second press while the answer is on its way is ignored
//   not lost    leaving a changed form asks first
// A form opts out with data-submit="repeat" or data-leave="free".

const sentForms = new Set<HTMLFormElement>();

// Touched here and now. What a browser fills in again after "back" was sent or given up before.
const editedForms = new Set<HTMLFormElement>();

// An answer that is a download leaves the page standing, so the lock can't be for ever.
const unlockAfterMs = 15_000;

function isChangingForm(form: HTMLFormElement): boolean {
  return form.method === 'post';
}

function lock(form: HTMLFormElement): void {
  sentForms.add(form);
  editedForms.delete(form);
  form.setAttribute('aria-busy', 'true');
  window.setTimeout(() => unlock(form), unlockAfterMs);
}

function unlock(form: HTMLFormElement): void {
  sentForms.delete(form);
  form.removeAttribute('aria-busy');
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !isChangingForm(form)) return;
  if (event.defaultPrevented || form.dataset.submit === 'repeat') return;
  if (sentForms.has(form)) {
    event.preventDefault();
    return;
  }
  lock(form);
}

function onInput(event: Event): void {
  const field = event.target as Partial<HTMLInputElement> | null;
  if (field?.form) editedForms.add(field.form);
}

function isFieldChanged(field: Element): boolean {
  if (field instanceof HTMLInputElement) {
    switch (field.type) {
      case 'hidden':
      case 'submit':
      case 'button':
      case 'image':
      case 'reset':
        return false;
      case 'checkbox':
      case 'radio':
        return field.checked !== field.defaultChecked;
      case 'file':
        return field.value !== '';
      default:
        return field.value !== field.defaultValue;
    }
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) return isChoiceChanged(field);
  return false;
}

function isChoiceChanged(list: HTMLSelectElement): boolean {
  const options = [...list.options];
  // Where the markup selects nothing, the browser shows the first option.
  const hasDefault = options.some((option) => option.defaultSelected);
  if (!hasDefault && !list.multiple) return list.selectedIndex > 0;
  return options.some((option) => option.selected !== option.defaultSelected);
}

function holdsUnsavedWork(form: HTMLFormElement): boolean {
  if (!isChangingForm(form) || form.dataset.leave === 'free' || sentForms.has(form)) return false;
  const fields = [...form.elements];
  if (fields.some((field) => field instanceof HTMLInputElement && field.type === 'password')) {
    return false;
  }
  // A form that came back with errors repeats the typed values as if they were the saved ones.
  const cameBack = form.querySelector('[aria-invalid="true"]') !== null;
  return cameBack || (editedForms.has(form) && fields.some(isFieldChanged));
}

function onBeforeUnload(event: BeforeUnloadEvent): void {
  // A form on its way is the reason for leaving; what else stands on the page goes with it.
  if (sentForms.size > 0) return;
  if ([...document.forms].some(holdsUnsavedWork)) event.preventDefault();
}

export function protectForms(): void {
  document.addEventListener('submit', onSubmit);
  document.addEventListener('input', onInput);
  window.addEventListener('beforeunload', onBeforeUnload);
  window.addEventListener('pageshow', (event) => {
    // Back to a page that the browser kept: its forms can be sent again.
    if (event.persisted) [...sentForms].forEach(unlock);
  });
}
