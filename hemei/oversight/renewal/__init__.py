"""Renewal (老旧小区长效管理): how old estates come to be managed, and stay so.

The mode 管理模式 of an estate is proposed by a dated rule and decided 决定 by those entitled; renovation 改造提升 and
management coverage 管理覆盖 go in step 双同步; small estates choose together in a package 统一打包;
basic service 准物业 and emergency service 应急物业 carry what no company serves. What holds stands in `companies`;
here stands how it came about.
"""
