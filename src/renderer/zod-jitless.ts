import { z } from 'zod';

// The window's policy forbids code from strings, which zod would otherwise try for speed and have reported.
z.config({ jitless: true });
