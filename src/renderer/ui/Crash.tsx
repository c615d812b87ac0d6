import { Component, type ReactNode } from 'react';

export interface CrashBoundaryProps {
  fallback: (again: () => void) => ReactNode;
  onCrash: (error: unknown) => void;
  children: ReactNode;
}

/** Keeps a bug in one view from taking the frame with it. */
export class CrashBoundary extends Component<CrashBoundaryProps, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onCrash(error);
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return this.props.fallback(() => this.setState({ crashed: false }));
  }
}
