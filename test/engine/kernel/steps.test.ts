import { testFloatSteps } from './float-suite';
import { plainKernel } from './node-kernel';
import { testInt8Product } from './product-suite';

testInt8Product('plain', plainKernel);
testFloatSteps('plain', plainKernel);
