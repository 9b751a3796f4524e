"""Makes the models that ship with rankside, folders of released rerankers, and the test fixtures. Folders import in one
direction: each one may import itself and the folders named before it in tests/test_structure.py.
"""
