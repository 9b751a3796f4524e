import { createReranker } from 'rankside';
import { Ranking } from './ranking';

// Imported on the server too, where it must touch nothing of a browser.
export default function Page() {
  return (
    <>
      <p>{typeof createReranker}</p>
      <Ranking />
    </>
  );
}
