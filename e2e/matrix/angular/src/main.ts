import { afterNextRender, Component, ElementRef, viewChild } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { rankInto } from '../rank.js';

@Component({ selector: 'app-root', template: '<output #output></output>' })
class App {
  readonly output = viewChild.required<ElementRef<HTMLElement>>('output');

  constructor() {
    afterNextRender(() => void rankInto(this.output().nativeElement, { assets: '/rankside/' }));
  }
}

void bootstrapApplication(App);
