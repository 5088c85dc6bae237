/** The browser's storage, with failures told to whoever asked instead of thrown into the middle of labelling. */
export interface Shelf {
  read(key: string): string | null;
  /** False when the browser refused (full, or blocked). */
  write(key: string, value: string): boolean;
  remove(key: string): void;
}

export const localShelf: Shelf = {
  read: (key) => {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      if (error instanceof DOMException) return null;
      throw error;
    }
  },
  write: (key, value) => {
    try {
      localStorage.setItem(key, value);
      return true;
    } catch (error) {
      if (error instanceof DOMException) return false;
      throw error;
    }
  },
  remove: (key) => {
    try {
      localStorage.removeItem(key);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  },
};
