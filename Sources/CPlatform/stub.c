int cplatform_stub;
