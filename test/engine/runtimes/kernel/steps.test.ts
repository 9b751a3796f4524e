import { testFloatSteps } from './float-suite';
import { plainKernel } from './node-kernel';
import { testMatches } from './matches-suite';
import { testInt8Product } from './product-suite';

testInt8Product('plain', plainKernel);
testFloatSteps('plain', plainKernel);
testMatches('plain', plainKernel);
