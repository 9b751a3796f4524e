'use client';
import { useEffect, useRef } from 'react';
import { useRerank } from 'rankside/react';
import { rankInto } from '../rank';

export function Ranking() {
  const output = useRef(null);
  useRerank('', [], { reranker: null }); // the hook renders on the server
  useEffect(() => void rankInto(output.current), []);
  return <output ref={output} />;
}
